package dev.operable.discovery;

/**
 * A key of Consul's store.
 *
 * @param value in Base64; empty for an empty value
 * @param modified the index of the last change
 * @param session that holds its lock; empty when none does
 */
record KeyEntry(String key, String value, long modified, String session) {}

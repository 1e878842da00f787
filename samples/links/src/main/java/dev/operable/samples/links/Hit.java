package dev.operable.samples.links;

import java.time.Instant;

/**
 * One use of a short link.
 *
 * @param key tells this hit from every other; a hit reported twice has the same key twice
 * @param code the link's code
 * @param at when the link was used
 */
record Hit(String key, String code, Instant at) {}

package dev.operable.devkit;

import java.util.Base64;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One key of the key-value store.
 *
 * @param value in Base64, as answers carry it
 * @param session who holds its lock; empty when nobody does
 * @param lockIndex how often the lock was taken
 */
record KeyEntry(
        String key, long flags, String value, String session, long lockIndex, long createIndex, long modifyIndex) {
    KeyEntry locked(String newSession, long newLockIndex) {
        return new KeyEntry(key, flags, value, newSession, newLockIndex, createIndex, modifyIndex);
    }

    KeyEntry at(long created, long modified) {
        return new KeyEntry(key, flags, value, session, lockIndex, created, modified);
    }

    byte[] bytes() {
        return Base64.getDecoder().decode(value);
    }

    ObjectNode view() {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("LockIndex", lockIndex)
                .put("Key", key)
                .put("Flags", flags);
        if (value.isEmpty()) {
            view.putNull("Value");
        } else {
            view.put("Value", value);
        }
        if (!session.isEmpty()) {
            view.put("Session", session);
        }
        return view.put("CreateIndex", createIndex).put("ModifyIndex", modifyIndex);
    }
}

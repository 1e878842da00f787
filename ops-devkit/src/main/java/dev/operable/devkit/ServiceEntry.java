package dev.operable.devkit;

import java.util.List;
import java.util.Map;

/** A service instance as the agent has it. */
record ServiceEntry(
        String id,
        String name,
        List<String> tags,
        String address,
        int port,
        Map<String, String> meta,
        int passingWeight,
        int warningWeight,
        boolean enableTagOverride,
        long createIndex,
        long modifyIndex) {
    ServiceEntry {
        tags = List.copyOf(tags);
        meta = Map.copyOf(meta);
    }

    ServiceEntry at(long created, long modified) {
        return new ServiceEntry(
                id,
                name,
                tags,
                address,
                port,
                meta,
                passingWeight,
                warningWeight,
                enableTagOverride,
                created,
                modified);
    }

    /** Whether a registration with the other would change nothing. */
    boolean says(ServiceEntry other) {
        return equals(other.at(createIndex, modifyIndex));
    }
}

package dev.operable.devkit;

/**
 * A check's last result.
 *
 * @param output what the agent heard last
 * @param published what the catalog shows: the output at the last change of status, as Consul too keeps mere changes of
 *     output to its agent for minutes
 */
record CheckEntry(
        String id,
        String name,
        String status,
        String notes,
        String output,
        String published,
        String type,
        String serviceId,
        long createIndex,
        long modifyIndex) {
    static final String PASSING = "passing";
    static final String WARNING = "warning";
    static final String CRITICAL = "critical";

    static CheckEntry fresh(CheckDefinition definition, String serviceId) {
        return new CheckEntry(
                definition.id(),
                definition.name(),
                definition.status(),
                definition.notes(),
                "",
                "",
                definition.type(),
                serviceId,
                0,
                0);
    }

    boolean critical() {
        return status.equals(CRITICAL);
    }

    CheckEntry reporting(String newStatus, String newOutput) {
        return new CheckEntry(
                id, name, newStatus, notes, newOutput, published, type, serviceId, createIndex, modifyIndex);
    }

    CheckEntry publishedAt(long created, long modified) {
        return new CheckEntry(id, name, status, notes, output, output, type, serviceId, created, modified);
    }

    /** Whether the catalog has to be told: a mere change of output waits. */
    boolean differs(CheckEntry other) {
        return !status.equals(other.status)
                || !name.equals(other.name)
                || !notes.equals(other.notes)
                || !type.equals(other.type)
                || !serviceId.equals(other.serviceId);
    }
}

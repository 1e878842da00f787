package dev.operable.health;

/**
 * What the service says of itself, checks aside. Each reason is empty when there is nothing against it.
 *
 * @param readyReason why the service wants no traffic
 * @param startedReason why its start is not over
 * @param maintenance why people want no traffic on it
 */
record ServiceState(String readyReason, String startedReason, String maintenance) {
    static final ServiceState STARTING = new ServiceState("starting", "starting", "");

    /** What speaks against the service, for this question; nothing where it is for single checks. */
    String against(Question question) {
        if (!question.checks().isEmpty()) {
            return "";
        }
        if (question.probe() == null) {
            return notReady().isEmpty() ? startedReason : notReady();
        }
        return switch (question.probe()) {
            case LIVE -> "";
            case READY -> notReady();
            case STARTED -> startedReason;
        };
    }

    ServiceState withStarted() {
        return new ServiceState(readyReason, "", maintenance);
    }

    ServiceState withReady(boolean ready, String reason) {
        if (ready) {
            return new ServiceState("", "", maintenance);
        }
        return new ServiceState(reason.isBlank() ? "not ready" : reason, startedReason, maintenance);
    }

    ServiceState withMaintenance(String reason) {
        return new ServiceState(readyReason, startedReason, reason);
    }

    /** The service's own reason before that of people, for it would not be ready without theirs either. */
    String notReady() {
        return !readyReason.isEmpty() || maintenance.isEmpty() ? readyReason : "maintenance: " + maintenance;
    }
}

package dev.operable.health;

/**
 * What the service says of itself, checks aside. Each reason is empty when there is nothing against it.
 *
 * @param readyReason why the service wants no traffic
 * @param startedReason why its start is not over
 */
record ServiceState(String readyReason, String startedReason) {
    static final ServiceState STARTING = new ServiceState("starting", "starting");

    /** What speaks against the service, for this question; nothing where it is for single checks. */
    String against(Question question) {
        if (!question.checks().isEmpty()) {
            return "";
        }
        if (question.probe() == null) {
            return readyReason.isEmpty() ? startedReason : readyReason;
        }
        return switch (question.probe()) {
            case LIVE -> "";
            case READY -> readyReason;
            case STARTED -> startedReason;
        };
    }

    ServiceState withStarted() {
        return new ServiceState(readyReason, "");
    }

    ServiceState withReady(boolean ready, String reason) {
        if (ready) {
            return new ServiceState("", "");
        }
        return new ServiceState(reason.isBlank() ? "not ready" : reason, startedReason);
    }
}

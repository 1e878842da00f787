package dev.operable.health;

/**
 * What the service says of itself, checks aside. Each reason is empty when there is nothing against it.
 *
 * @param readyReason why the service wants no traffic
 * @param startedReason why its start is not over
 */
record ServiceState(String readyReason, String startedReason) {
    static final ServiceState STARTING = new ServiceState("starting", "starting");

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

package dev.operable.discovery;

/** Two sources of instances, the first of which wins for the names that it knows. */
record ChainedDiscovery(Discovery first, Discovery next) implements Discovery {
    @Override
    public Instances instances(String service) {
        return first.knows(service) ? first.instances(service) : next.instances(service);
    }

    @Override
    public boolean knows(String service) {
        return first.knows(service) || next.knows(service);
    }

    @Override
    public void close() {
        try (first;
                next) {
            // Each is closed, even when closing the other fails.
        }
    }
}

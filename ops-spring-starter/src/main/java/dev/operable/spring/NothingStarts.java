package dev.operable.spring;

import org.springframework.context.LifecycleProcessor;

/**
 * In the place of Spring's own where the application shall only migrate or be checked: its beans are made, Flyway's among them, and none
 * of them is started, so no server listens and no message is taken.
 */
final class NothingStarts implements LifecycleProcessor {
    /** The name that Spring looks for. */
    static final String BEAN = "lifecycleProcessor";

    @Override
    public void onRefresh() {}

    @Override
    public void onClose() {}

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
        return false;
    }
}

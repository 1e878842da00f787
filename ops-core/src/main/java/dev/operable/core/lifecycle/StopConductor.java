package dev.operable.core.lifecycle;

import java.time.Duration;
import java.util.List;

/** stub */
public final class StopConductor {
    public StopConductor(StopSettings settings) {}

    public StopConductor on(StopPhase phase, String name, StopStep step) {
        return this;
    }

    public boolean stopping() {
        return false;
    }

    public StopTimeline stop() {
        return new StopTimeline(List.of(), Duration.ZERO);
    }
}

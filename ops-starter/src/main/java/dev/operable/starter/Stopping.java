package dev.operable.starter;

import dev.operable.core.lifecycle.StopConductor;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.lifecycle.StopStep;

/** The stop of a service, at a signal, at a close, or because the start failed. Safe for use by many threads. */
final class Stopping {
    private final StopConductor conductor;
    private final Thread hook = new Thread(this::run, "ops-stop");
    private volatile boolean announced;

    private Stopping(StopConductor conductor) {
        this.conductor = conductor;
    }

    /** From now on a signal does what {@link #on} and {@link #closing} were given. */
    static Stopping onShutdown(StopSettings settings) {
        Stopping stopping = new Stopping(new StopConductor(settings));
        Runtime.getRuntime().addShutdownHook(stopping.hook);
        return stopping;
    }

    /** Others may have found the service: from now on a stop gives them time to find out. */
    void announced() {
        announced = true;
    }

    boolean isAnnounced() {
        return announced;
    }

    /** Whether the stop has begun. */
    boolean begun() {
        return conductor.stopping();
    }

    /** Adds a step; throws {@link IllegalStateException} when the stop has begun. */
    void on(StopPhase phase, String name, StopStep step) {
        conductor.on(phase, name, step);
    }

    /** Closes a part in a phase, or at once when the stop has begun, which then ends the start. */
    <T extends AutoCloseable> T closing(StopPhase phase, String name, T part) {
        try {
            conductor.on(phase, name, part::close);
            return part;
        } catch (IllegalStateException tooLate) {
            try {
                part.close();
            } catch (Exception alsoFailed) {
                tooLate.addSuppressed(alsoFailed);
            }
            throw tooLate;
        }
    }

    void stop() {
        run();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs as well: it finds the stop done.
            return;
        }
    }

    private void run() {
        if (announced) {
            conductor.stop();
        } else {
            conductor.abandon();
        }
    }
}

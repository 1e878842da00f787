package dev.operable.starter;

import dev.operable.core.lifecycle.StopConductor;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.core.lifecycle.StopSettings;
import dev.operable.core.lifecycle.StopStep;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stop of a service, at a signal, at a close, or because the start failed. Safe for use by many threads. */
final class Stopping {
    private static final Logger log = LoggerFactory.getLogger(Stopping.class);

    private final StopConductor conductor;
    private final IntConsumer exit;
    private final Thread hook = new Thread(this::signalled, "ops-stop");
    private volatile Runnable begin = () -> {};
    private volatile boolean signalled;
    private volatile boolean announced;

    private Stopping(StopConductor conductor, IntConsumer exit) {
        this.conductor = conductor;
        this.exit = exit;
    }

    /**
     * From now on a signal does what {@link #on} and {@link #closing} were given.
     *
     * @param exit ends the process with a status; does nothing where the process is not the service's
     */
    static Stopping onShutdown(StopSettings settings, IntConsumer exit) {
        Stopping stopping = new Stopping(new StopConductor(settings), exit);
        Runtime.getRuntime().addShutdownHook(stopping.hook);
        return stopping;
    }

    /** What a stop by a signal does before anything else. */
    void beginsWith(Runnable first) {
        begin = first;
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
        return signalled || conductor.stopping();
    }

    /** Adds a step; throws {@link IllegalStateException} when the stop has begun. */
    void on(StopPhase phase, String name, StopStep step) {
        conductor.on(phase, name, step);
    }

    /** Adds a step, or does it now when the stop has begun: what it ends has been started by then. */
    void onOrNow(StopPhase phase, String name, StopStep step) {
        try {
            conductor.on(phase, name, step);
        } catch (IllegalStateException tooLate) {
            log.atInfo().log("The service is stopping already: {} is stopped at once.", name);
            now(name, step);
        }
    }

    private static void now(String name, StopStep step) {
        try {
            step.run();
        } catch (Exception failed) {
            log.atWarn().setCause(failed).log("{} could not be stopped.", name);
        }
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

    /** Ends the process with this status, or the service alone where it does not own the process; returns at once. */
    void end(int status) {
        Thread end = new Thread(
                () -> {
                    // The status first: once the stop has closed the servers, no thread may be left to keep the
                    // process,
                    // which then would end with 0.
                    exit.accept(status);
                    stop();
                },
                "ops-end");
        end.setDaemon(true);
        end.start();
    }

    private void signalled() {
        signalled = true;
        begin.run();
        run();
    }

    private void run() {
        if (announced) {
            conductor.stop();
        } else {
            conductor.abandon();
        }
    }
}

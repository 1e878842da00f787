package dev.operable.rpc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A server with so many threads and a queue before them. It works on for callers who have gone, unless it looks first. */
final class SimulatedServer {
    enum Mode {
        WELL,
        /** Answers 503 at once. */
        UNAVAILABLE,
        /** Answers half of all requests with 503. */
        HALF,
        /** Takes requests and answers none. */
        SILENT,
        /** Nobody listens. */
        DOWN
    }

    private static final long REFUSED_AFTER = 200_000;

    private static final class Job {
        private final Time.Signal signal;
        private final long deadline;
        private @Nullable RpcResponse answer;

        Job(Time.Signal signal, long deadline) {
            this.signal = signal;
            this.deadline = deadline;
        }
    }

    private final Simulation simulation;
    private final Random random;
    private final Deque<Job> queue = new ArrayDeque<>();
    private int idle;
    private ToLongFunction<Random> work;
    private Mode mode = Mode.WELL;
    private double slower = 1;
    private boolean refusesExpired = true;
    private int requests;

    /** The last says how many nanoseconds a request is worked on. */
    SimulatedServer(Simulation simulation, int threads, Random random, ToLongFunction<Random> work) {
        this.simulation = simulation;
        this.idle = threads;
        this.random = random;
        this.work = work;
    }

    void mode(Mode newMode) {
        mode = newMode;
    }

    void slower(double times) {
        slower = times;
    }

    void work(ToLongFunction<Random> newWork) {
        work = newWork;
    }

    void refusesExpired(boolean refuses) {
        refusesExpired = refuses;
    }

    /** All that reached it. */
    int requests() {
        return requests;
    }

    RpcResponse answer(Guard guard) throws TransportException {
        long within = guard.remainingMillis() * 1_000_000;
        if (mode == Mode.DOWN) {
            simulation.pause(REFUSED_AFTER);
            throw new TransportException(Failure.REFUSED, null);
        }
        requests++;
        if (mode == Mode.UNAVAILABLE || (mode == Mode.HALF && random.nextBoolean())) {
            simulation.pause(REFUSED_AFTER);
            return new RpcResponse(503, Map.of(), WireRequest.NO_BODY);
        }
        Job job = new Job(simulation.signal(), simulation.nanos() + within);
        if (mode != Mode.SILENT) {
            queue.add(job);
            next();
        }
        simulation.await(job.signal, within);
        if (job.answer == null) {
            throw new TransportException(mode == Mode.DOWN ? Failure.BROKEN : Failure.TIMEOUT, null);
        }
        return job.answer;
    }

    private void next() {
        while (idle > 0 && !queue.isEmpty()) {
            Job job = queue.remove();
            if (refusesExpired && simulation.nanos() >= job.deadline) {
                continue;
            }
            idle--;
            long nanos = (long) (work.applyAsLong(random) * slower);
            simulation.at(simulation.nanos() + nanos, () -> {
                idle++;
                job.answer = new RpcResponse(200, Map.of(), WireRequest.NO_BODY);
                job.signal.send();
                next();
            });
        }
    }
}

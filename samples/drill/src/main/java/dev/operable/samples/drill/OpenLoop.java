package dev.operable.samples.drill;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at a steady rate, whether earlier calls have ended or not, and measures each from the instant at which it was due: a
 * caller that has to wait for its turn has waited. Every tenth call is a POST without an idempotency key.
 */
final class OpenLoop {
    private static final int POST_EVERY = 10;
    private static final Duration LAST_CALLS = Duration.ofSeconds(30);

    /**
     * A call that has ended.
     *
     * @param dueNanos when it was to begin, of {@link System#nanoTime()}
     * @param failure what the exception says; empty if there was none
     */
    record Done(boolean post, long dueNanos, Duration took, String failure) {
        boolean failed() {
            return !failure.isEmpty();
        }
    }

    private final RpcClient client;
    private final String run;
    private final long everyNanos;
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final Thread clock = new Thread(this::tick, "drill-clock");

    private OpenLoop(RpcClient client, String run, int perSecond) {
        this.client = client;
        this.run = run;
        this.everyNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** @param run begins the names of its calls, by which the servers' logs tell them from others */
    static OpenLoop start(RpcClient client, String run, int perSecond) {
        OpenLoop loop = new OpenLoop(client, run, perSecond);
        loop.clock.start();
        return loop;
    }

    private void tick() {
        long due = System.nanoTime();
        for (int i = 0; !ending.get(); i++) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int number = i;
            long dueNanos = due;
            callers.execute(() -> call(number, dueNanos));
            due += everyNanos;
        }
    }

    private void call(int number, long dueNanos) {
        boolean post = number % POST_EVERY == 0;
        String failure = "";
        try {
            (post ? client.post("/work") : client.get("/work"))
                    .query("call", run + "-" + number)
                    .send();
        } catch (RpcException e) {
            failure = String.valueOf(e.getMessage());
        }
        done.add(new Done(post, dueNanos, Duration.ofNanos(System.nanoTime() - dueNanos), failure));
    }

    /** Ends it; returns all its calls, once the last of them has ended. */
    List<Done> end() throws InterruptedException {
        ending.set(true);
        clock.join();
        callers.shutdown();
        if (!callers.awaitTermination(LAST_CALLS.toSeconds(), TimeUnit.SECONDS)) {
            throw new DrillFailed("calls have not ended within " + LAST_CALLS.toSeconds() + " s");
        }
        return List.copyOf(done);
    }
}

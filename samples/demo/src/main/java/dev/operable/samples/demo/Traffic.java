package dev.operable.samples.demo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Several callers that follow short links side by side. */
final class Traffic implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Pace pace;
    private final ShortLinks links;
    private final List<ShortLinks.Link> targets;
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final ExecutorService callers;
    private final List<Future<?>> running;

    private Traffic(Pace pace, ShortLinks links, List<ShortLinks.Link> targets, int callers) {
        this.pace = pace;
        this.links = links;
        this.targets = targets;
        this.callers = Executors.newFixedThreadPool(callers);
        this.running = Stream.<Runnable>generate(() -> this::call)
                .limit(callers)
                .<Future<?>>map(this.callers::submit)
                .toList();
    }

    static Traffic start(Pace pace, ShortLinks links, List<ShortLinks.Link> targets, int callers) {
        return new Traffic(pace, links, targets, callers);
    }

    private void call() {
        for (var slot = pace.take(); slot.isPresent(); slot = pace.take()) {
            long due = slot.get().dueNanos();
            // Parking may end early for no reason.
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            ShortLinks.Link target = targets.get(slot.get().index() % targets.size());
            long sent = System.nanoTime();
            String problem = links.follow(target);
            calls.add(new Call(slot.get().phase(), Duration.ofNanos(System.nanoTime() - sent), problem));
        }
    }

    /** All calls, once the last of them is answered. */
    List<Call> await() throws Exception {
        for (Future<?> caller : running) {
            caller.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}

package dev.operable.rpc;

import dev.operable.discovery.InstanceSet;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets the first calls of a process wait for discovery's first answer; later ones never wait for discovery. With the instances
 * comes what their owner says of the request.
 */
final class Resolve implements Step {
    private static final long NOT_YET = 0;

    private final Nodes nodes;
    private final Duration within;
    private final Time time;
    private final Step next;
    private final AtomicLong waitsUntil = new AtomicLong(NOT_YET);

    Resolve(Nodes nodes, Duration within, Time time, Step next) {
        this.nodes = nodes;
        this.within = within;
        this.time = time;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        if (nodes.closed()) {
            return Outcome.of(Failure.CLOSED, null);
        }
        if (nodes.set().version() == 0) {
            long now = time.nanos();
            waitsUntil.compareAndSet(NOT_YET, (now + within.toNanos()) | 1);
            long wait = Math.min(waitsUntil.get() - now, call.endsAt() - now);
            if (wait > 0 && !awaited(wait)) {
                return Outcome.of(Failure.INTERRUPTED, null);
            }
        }
        call.follow(nodes.followed());
        return next.run(call);
    }

    private boolean awaited(long nanos) {
        try {
            InstanceSet first = nodes.await(Duration.ofNanos(nanos));
            return first.version() >= 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

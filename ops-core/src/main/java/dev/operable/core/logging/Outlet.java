package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.OutputStream;
import java.time.Duration;

/** One place that events go to, with a queue of its own, so that no place holds up or crowds out another. */
final class Outlet {
    private static final byte[] NOTHING = {};

    private final LogDestination destination;
    private final LineQueue queue;
    private volatile DeferredEncoder encoder;

    Outlet(LogDestination destination, OutputStream out, DeferredEncoder encoder, Troubles troubles) {
        this.destination = destination;
        this.encoder = encoder;
        queue = new LineQueue("ops-log-" + shortName(destination), out, new LineQueue.Announcements() {
            @Override
            public void begin() {
                Outlet.this.encoder.prepare();
            }

            @Override
            public byte[] dropped(long events) {
                return Outlet.this.encoder.encode(troubles.dropped(events));
            }

            @Override
            public void refused(Exception why) {
                troubles.refused(Outlet.this, why);
            }
        });
    }

    /** Makes what an outlet has to say of itself. */
    interface Troubles {
        ILoggingEvent dropped(long events);

        void refused(Outlet outlet, Exception why);
    }

    static OutputStream open(LogDestination destination) {
        if (destination.file().isPresent()) {
            return new RotatingFile(destination.file().get(), destination.size().bytes(), destination.keep());
        }
        return destination.kind() == LogDestination.Kind.STDERR ? StandardOutput.errors() : StandardOutput.stream();
    }

    private static String shortName(LogDestination destination) {
        return destination.file().isPresent()
                ? String.valueOf(destination.file().get().getFileName())
                : destination.toString();
    }

    /** {@code stdout}, {@code stderr}, or the path of a file. */
    String name() {
        return destination.file().isPresent() ? destination.file().get().toString() : destination.toString();
    }

    LogDestination destination() {
        return destination;
    }

    void encodeWith(DeferredEncoder other) {
        encoder = other;
    }

    /**
     * Encodes the event in the thread that logs it, so that mutable values are seen as they were.
     *
     * @return the event as JSON where that is what was made of it, else nothing
     */
    byte[] append(ILoggingEvent event) {
        if (queue.isFull()) {
            queue.dropForLackOfRoom();
            return NOTHING;
        }
        DeferredEncoder own = encoder;
        byte[] line = own.encode(event);
        if (line.length == 0) {
            queue.drop();
        } else {
            queue.offer(line);
        }
        return own.prepare() instanceof TextEncoder ? NOTHING : line;
    }

    void start() {
        queue.start();
    }

    void stop() {
        queue.stop();
    }

    long dropped() {
        return queue.dropped();
    }

    boolean flush(Duration atMost) throws InterruptedException {
        return queue.flush(atMost);
    }

    void ending(Duration patience) {
        queue.ending(patience);
    }
}

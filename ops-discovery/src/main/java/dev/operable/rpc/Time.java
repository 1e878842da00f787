package dev.operable.rpc;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time that the policy goes by: it never jumps, and a simulation can play it. */
interface Time {
    /** Monotonic, from an arbitrary origin. */
    long nanos();

    void pause(long nanos) throws InterruptedException;

    /** Something that one thread waits for and another one brings about. */
    interface Signal {
        /** Returns when it is sent, or after this time. */
        void await(long nanos) throws InterruptedException;

        void send();
    }

    default Signal signal() {
        CountDownLatch sent = new CountDownLatch(1);
        return new Signal() {
            @Override
            public void await(long nanos) throws InterruptedException {
                // Who waited looks itself at what has changed.
                boolean ignored = sent.await(nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void send() {
                sent.countDown();
            }
        };
    }

    static Time system() {
        return new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };
    }

    /** The same time for those who want a {@link Clock}; its instants have no meaning but their distance. */
    default Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return Instant.EPOCH.plusNanos(nanos());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}

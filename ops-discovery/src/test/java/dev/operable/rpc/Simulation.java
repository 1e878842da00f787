package dev.operable.rpc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A world with a time of its own, in which many calls are on their way at once and yet each run is like the one before: the
 * policy blocks as it always does, on threads of which only the one that holds the baton runs. Who blocks takes the next event
 * and hands the baton to whom it concerns, so the order is that of the events, and the time jumps from one to the next.
 */
final class Simulation implements Time {
    private static final long BEGIN = 1_000_000_000_000L;

    /** Either something to do, which must not block, or something that may, or a thread that waits for this moment. */
    private static final class Event implements Comparable<Event> {
        private final long at;
        private final long order;
        private @Nullable Runnable inline;
        private @Nullable Runnable task;
        private @Nullable Worker waiting;

        Event(long at, long order) {
            this.at = at;
            this.order = order;
        }

        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private long now = BEGIN;
    private long order;
    private int workers;
    private volatile @Nullable Throwable defect;

    @Override
    public long nanos() {
        return now;
    }

    /** Since the beginning. */
    double seconds() {
        return (now - BEGIN) / 1e9;
    }

    /** Something short at a moment; it must not wait for anything. */
    void at(long nanos, Runnable inline) {
        event(nanos).inline = inline;
    }

    void at(Duration sinceBegin, Runnable inline) {
        at(BEGIN + sinceBegin.toNanos(), inline);
    }

    /** A call at a moment. */
    void callAt(Duration sinceBegin, Runnable call) {
        event(BEGIN + sinceBegin.toNanos()).task = call;
    }

    private Event event(long at) {
        Event event = new Event(Math.max(now, at), order++);
        events.add(event);
        return event;
    }

    /** Runs until nothing is left to happen. */
    void run() throws InterruptedException {
        Worker first = new Worker();
        first.go = true;
        first.start();
        over.await();
        idle.forEach(Worker::end);
        if (defect != null) {
            throw new IllegalStateException("a simulated call or event is faulty", defect);
        }
    }

    @Override
    public void pause(long nanos) {
        Event wake = event(now + nanos);
        block(wake);
    }

    void await(Signal signal, long nanos) {
        ((SimulatedSignal) signal).await(nanos);
    }

    @Override
    public Signal signal() {
        return new SimulatedSignal();
    }

    private final class SimulatedSignal implements Signal {
        private @Nullable Event wake;
        private boolean sent;

        @Override
        public void await(long nanos) {
            if (!sent) {
                wake = event(now + nanos);
                block(wake);
                wake = null;
            }
        }

        @Override
        public void send() {
            sent = true;
            if (wake != null && events.remove(wake)) {
                Event sooner = event(now);
                sooner.waiting = wake.waiting;
                wake = sooner;
            }
        }
    }

    private void block(Event wake) {
        Worker me = (Worker) Thread.currentThread();
        wake.waiting = me;
        handOn(me, false);
    }

    /** Does what comes next, as long as it can be done here, and returns when it is this worker's turn. */
    private void handOn(Worker me, boolean free) {
        while (true) {
            Event next = events.poll();
            if (next == null) {
                idle.add(me);
                over.countDown();
                me.await();
                return;
            }
            now = next.at;
            if (next.inline != null) {
                next.inline.run();
            } else if (next.waiting == me) {
                return;
            } else if (next.task != null && free) {
                next.task.run();
            } else {
                Worker other = next.waiting;
                if (other == null) {
                    other = idle.isEmpty() ? new Worker() : idle.pop();
                    other.task = next.task;
                }
                if (free) {
                    idle.push(me);
                }
                other.hand();
                me.await();
                if (!free || me.task == null) {
                    return;
                }
                Runnable task = me.task;
                me.task = null;
                task.run();
            }
        }
    }

    private final class Worker extends Thread {
        private volatile boolean go;
        private volatile boolean ended;
        private @Nullable Runnable task;

        Worker() {
            super(null, null, "simulated-" + workers++, 256 * 1024);
            setDaemon(true);
        }

        void hand() {
            go = true;
            if (getState() == State.NEW) {
                start();
            } else {
                LockSupport.unpark(this);
            }
        }

        void await() {
            while (!go && !ended) {
                LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1));
            }
            go = false;
        }

        void end() {
            ended = true;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            try {
                go = false;
                if (task != null) {
                    Runnable first = task;
                    task = null;
                    first.run();
                }
                while (!ended) {
                    handOn(this, true);
                }
            } catch (RuntimeException | Error e) {
                defect = e;
                over.countDown();
            }
        }
    }
}

package dev.operable.core.admin;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request of one server a thread, and takes it back from callers who are slow: the JDK's own limits hold for every
 * HttpServer of the process, and the service's may need others. A thread that is interrupted while it reads from or writes to
 * the caller closes the connection.
 */
final class Turns implements Executor {
    private static final ThreadLocal<@Nullable Turn> CURRENT = new ThreadLocal<>();

    private final Limits limits;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Turn> running = new LinkedHashSet<>(); // guarded by this, as the next; the oldest first
    private @Nullable ScheduledFuture<?> again;

    /**
     * How long a request may take, and how many there may be.
     *
     * @param places how many are worked on at a time
     * @param arrival within which its head has to be there
     * @param whole within which it has to be answered, and the answer be taken
     * @param young for so long it is not sent away in favour of another
     */
    record Limits(int places, Duration arrival, Duration whole, Duration young) {
        static final Limits USUAL =
                new Limits(64, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(1));
    }

    Turns(Limits limits) {
        this.limits = limits;
        // What waits is one task for each connection: a queue that refused one would leave its connection hanging.
        threads = new ThreadPoolExecutor(
                limits.places(),
                limits.places(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("ops-admin-"));
        threads.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, daemons("ops-admin-watch-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** That of the request which this thread works on. */
    static Turn current() {
        Turn turn = CURRENT.get();
        if (turn == null) {
            throw new IllegalStateException("This endpoint answers in an AdminServer only.");
        }
        return turn;
    }

    @Override
    public void execute(Runnable request) {
        threads.execute(() -> run(request));
        makeRoom();
    }

    /** Who has been sending the head of a request for the longest goes first: that of an honest one is there at once. */
    private void makeRoom() {
        if (threads.getQueue().isEmpty()) {
            return;
        }
        Turn victim = null;
        long now = System.nanoTime();
        synchronized (this) {
            for (Turn turn : running) {
                if (turn.isArriving()) {
                    victim = turn;
                    break;
                }
                if (victim == null && turn.mayGo(now - limits.young().toNanos())) {
                    victim = turn;
                }
            }
        }
        if (victim != null) {
            victim.cut();
        } else {
            lookAgain();
        }
    }

    /** The young ones of now will have had their time. */
    private synchronized void lookAgain() {
        if (!timer.isShutdown() && (again == null || again.isDone() || again.getDelay(TimeUnit.NANOSECONDS) <= 0)) {
            again = timer.schedule(this::makeRoom, limits.young().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void run(Runnable request) {
        Turn turn = new Turn(limits, timer);
        synchronized (this) {
            running.add(turn);
        }
        CURRENT.set(turn);
        try {
            turn.begin();
            makeRoom(); // one that waits further back would otherwise need as many newcomers as there are before it
            request.run();
        } finally {
            CURRENT.remove();
            turn.end();
            synchronized (this) {
                running.remove(turn);
            }
        }
    }

    void close() {
        threads.shutdownNow();
        timer.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}

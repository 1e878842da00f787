package dev.operable.spring;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads on which probes wait for checks where the server has none to spare. They end when nobody asks. */
final class ProbeThreads implements Executor, AutoCloseable {
    /** A few probes ask, each of them about once a second; an answer takes 0.8 s at the most. */
    private static final int MOST = 4;

    private static final int WAITING = 100;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    ProbeThreads() {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "ops-probe-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package dev.operable.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The thread that looks at the sources: when one says that it changed, and once in each period for those that cannot. */
final class Watch implements Runnable {
    private final long nanos;
    private final List<ConfigSource> sources;
    private final Runnable look;
    private final Semaphore wake = new Semaphore(0);
    private final List<AutoCloseable> followed = new ArrayList<>();
    private volatile boolean closed;

    Watch(Duration period, List<ConfigSource> sources, Runnable look) {
        this.nanos = TimeUnit.NANOSECONDS.convert(period);
        this.sources = sources;
        this.look = look;
    }

    void start() {
        try {
            for (ConfigSource source : sources) {
                followed.add(source.watch(wake::release));
            }
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
        Thread thread = new Thread(this, "ops-settings");
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks first, since there may have been a change before the sources were followed. */
    @Override
    public void run() {
        while (!closed) {
            try {
                wake.drainPermits();
                look.run();
            } catch (Throwable mistake) { // of somebody's constructor or source; the next change may mend it
                report(mistake);
            }
            try {
                wake.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    /** Tells the handler of uncaught exceptions, for want of anybody else who would hear it. */
    static void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    void close() {
        closed = true;
        wake.release();
        for (AutoCloseable source : followed) {
            try {
                source.close();
            } catch (Exception failed) {
                report(failed);
            }
        }
        followed.clear();
    }
}

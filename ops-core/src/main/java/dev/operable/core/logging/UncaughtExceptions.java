package dev.operable.core.logging;

import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Logs what ends a thread, where the JVM would print it to standard error, then asks the handler that was there before. */
final class UncaughtExceptions implements UncaughtExceptionHandler {
    private final @Nullable UncaughtExceptionHandler before;
    private int users; // guarded by the class

    private UncaughtExceptions(@Nullable UncaughtExceptionHandler before) {
        this.before = before;
    }

    /** The one of this process, which is there until as many have uninstalled it. */
    static synchronized UncaughtExceptions install() {
        UncaughtExceptionHandler there = Thread.getDefaultUncaughtExceptionHandler();
        UncaughtExceptions handler =
                there instanceof UncaughtExceptions installed ? installed : new UncaughtExceptions(there);
        handler.users++;
        Thread.setDefaultUncaughtExceptionHandler(handler);
        return handler;
    }

    void uninstall() {
        synchronized (UncaughtExceptions.class) {
            users--;
            if (users == 0 && Thread.getDefaultUncaughtExceptionHandler() == this) {
                Thread.setDefaultUncaughtExceptionHandler(before);
            }
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
        LoggerFactory.getLogger(UncaughtExceptions.class)
                .atError()
                .addKeyValue("ended_thread", thread.getName())
                .setCause(error)
                .log("An exception that nobody caught ended a thread.");
        if (before != null) {
            before.uncaughtException(thread, error);
        }
    }
}

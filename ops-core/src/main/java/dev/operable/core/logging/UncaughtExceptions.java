package dev.operable.core.logging;

import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Logs what ends a thread, where the JVM would print it to standard error, then asks the handler that was there before. */
final class UncaughtExceptions implements UncaughtExceptionHandler {
    private final @Nullable UncaughtExceptionHandler before;

    private UncaughtExceptions(@Nullable UncaughtExceptionHandler before) {
        this.before = before;
    }

    static UncaughtExceptions install() {
        if (Thread.getDefaultUncaughtExceptionHandler() instanceof UncaughtExceptions installed) {
            return installed;
        }
        UncaughtExceptions handler = new UncaughtExceptions(Thread.getDefaultUncaughtExceptionHandler());
        Thread.setDefaultUncaughtExceptionHandler(handler);
        return handler;
    }

    void uninstall() {
        if (Thread.getDefaultUncaughtExceptionHandler() == this) {
            Thread.setDefaultUncaughtExceptionHandler(before);
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

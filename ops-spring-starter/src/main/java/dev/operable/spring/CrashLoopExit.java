package dev.operable.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

/** Ends an application whose worker crashes again and again, so that the process supervisor starts a clean one. */
final class CrashLoopExit {
    /** {@code EX_SOFTWARE} of sysexits.h. */
    private static final int STATUS = 70;

    private CrashLoopExit() {}

    /** Returns at once: whoever calls is a thread that the stop waits for. */
    static void of(ApplicationContext context) {
        Thread end = new Thread(() -> System.exit(SpringApplication.exit(context, () -> STATUS)), "ops-end");
        // When the servers are closed, no other thread may be left to keep the process, which would end with 0.
        end.setDaemon(false);
        end.start();
    }
}

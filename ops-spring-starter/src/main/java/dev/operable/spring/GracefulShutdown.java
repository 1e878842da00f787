package dev.operable.spring;

import java.util.concurrent.CountDownLatch;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;

/** Spring Boot's own graceful shutdown, at our time; Spring Boot then does not do it again. */
final class GracefulShutdown {
    private GracefulShutdown() {}

    static void run(ObjectProvider<WebServerGracefulShutdownLifecycle> lifecycles) throws InterruptedException {
        WebServerGracefulShutdownLifecycle lifecycle = lifecycles.getIfAvailable();
        if (lifecycle != null && lifecycle.isRunning()) {
            CountDownLatch drained = new CountDownLatch(1);
            lifecycle.stop(drained::countDown);
            drained.await();
        }
    }
}

package dev.operable.core.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that stops by a signal; {@link StopConductorTest} looks at what it says. */
final class StopProbe {
    private StopProbe() {}

    public static void main(String[] args) throws InterruptedException {
        StopConductor stop = new StopConductor(new StopSettings(Duration.ZERO, Duration.ofSeconds(5)));
        stop.on(StopPhase.DRAIN, "http", () -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(stop::stop));
        System.out.println("running");
        new CountDownLatch(1).await();
    }
}

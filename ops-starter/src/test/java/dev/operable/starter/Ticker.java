package dev.operable.starter;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service without a server: one worker, which works when {@code main} has returned. */
final class Ticker {
    private Ticker() {}

    public static void main(String[] args) {
        Thread main = Thread.currentThread();
        Ops.service("ticker").start().supervise("tick", () -> {
            main.join();
            CountDownLatch never = new CountDownLatch(1);
            for (int tick = 1; !never.await(Duration.ofMillis(100).toNanos(), TimeUnit.NANOSECONDS); tick++) {
                System.out.println("tick " + tick);
            }
        });
    }
}

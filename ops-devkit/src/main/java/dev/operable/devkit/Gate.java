package dev.operable.devkit;

import java.util.concurrent.CountDownLatch;

/** Where requests wait while the agent plays dead. */
final class Gate {
    private volatile CountDownLatch closed = new CountDownLatch(0);

    synchronized void close() {
        if (closed.getCount() == 0) {
            closed = new CountDownLatch(1);
        }
    }

    synchronized void open() {
        closed.countDown();
    }

    void pass() throws InterruptedException {
        closed.await();
    }
}

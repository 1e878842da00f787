package dev.operable.discovery;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that writes for as long as it believes to have the lease, and one time more: {@code <consul> <store>}. */
final class LeaseHolder {
    private LeaseHolder() {}

    public static void main(String[] arguments) throws Exception {
        URI store = URI.create(arguments[1]);
        Leases leases = Consul.connect(ConsulSettings.at(URI.create(arguments[0])), new SimpleMeterRegistry())
                .leases(new LeaseSettings(Duration.ofSeconds(10)));
        CountDownLatch ended = new CountDownLatch(1);
        leases.runWhileLeader("hits/cleanup", lease -> {
            System.out.println("held " + lease.token().number());
            boolean interrupted = false;
            while (!interrupted && lease.isHeld()) {
                interrupted = pause() || Thread.interrupted();
            }
            // As a write that was on its way when the process was stopped.
            System.out.println("late " + write(store, lease.token()) + " held=" + lease.isHeld() + " interrupted="
                    + (interrupted || pause() || Thread.interrupted()));
            ended.countDown();
        });
        ended.await();
        System.exit(0);
    }

    private static boolean pause() {
        try {
            new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Told of its loss in the midst of the write, it tries once more, for the store to answer. */
    private static int write(URI store, FencingToken token) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return FencedStore.write(store, token);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

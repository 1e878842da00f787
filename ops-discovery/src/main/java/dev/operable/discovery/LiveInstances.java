package dev.operable.discovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The view that a source fills with {@link #saw}. Reading it takes no lock. */
final class LiveInstances implements Instances {
    private static final Logger log = LoggerFactory.getLogger(LiveInstances.class);

    private final String source;
    private final Clock clock;
    private final CountDownLatch answered = new CountDownLatch(1);
    /** Guards the listeners and the order in which they are told. */
    private final Object telling = new Object();

    private final Set<Listener> listeners = new LinkedHashSet<>();
    private volatile Runnable again = () -> {};
    private volatile InstanceSet current;

    LiveInstances(String service, String source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.current = new InstanceSet(service, 0, List.of(), Instant.EPOCH, source);
    }

    @Override
    public String service() {
        return current.service();
    }

    @Override
    public InstanceSet current() {
        return current;
    }

    @Override
    public InstanceSet await(Duration atMost) throws InterruptedException {
        // When the time is over the set without an answer, or one from elsewhere, is as good as it gets.
        boolean ignored = answered.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        return current;
    }

    @Override
    public void lookAgain() {
        again.run();
    }

    /** Says how the source is made to look again. */
    void again(Runnable look) {
        again = look;
    }

    /** Takes what was known at a former time, unless the source has answered since; whether it took it. */
    boolean recall(List<ServiceInstance> instances, Instant seenAt) {
        synchronized (telling) {
            if (current.version() > 0) {
                return false;
            }
            current = new InstanceSet(current.service(), 1, instances, seenAt, "snapshot");
            answered.countDown();
            List.copyOf(listeners).forEach(listener -> listener.tell(current));
            return true;
        }
    }

    /** Takes an answer of the source. The version grows and the listeners are told only when it differs. */
    void saw(List<ServiceInstance> instances) {
        synchronized (telling) {
            InstanceSet before = current;
            boolean differs =
                    before.version() == 0 || !Set.copyOf(before.instances()).equals(Set.copyOf(instances));
            current = new InstanceSet(
                    before.service(),
                    differs ? before.version() + 1 : before.version(),
                    differs ? instances : before.instances(),
                    clock.instant(),
                    source);
            answered.countDown();
            if (differs) {
                List.copyOf(listeners).forEach(listener -> listener.tell(current));
            }
        }
    }

    @Override
    public Subscription onChange(Consumer<InstanceSet> listener) {
        Listener added = new Listener(listener);
        synchronized (telling) {
            listeners.add(added);
            added.tell(current);
        }
        return () -> {
            synchronized (telling) {
                added.open = false;
                listeners.remove(added);
            }
        };
    }

    private static final class Listener {
        private final Consumer<InstanceSet> consumer;
        private boolean open = true;

        private Listener(Consumer<InstanceSet> consumer) {
            this.consumer = consumer;
        }

        /** Called with the lock held. */
        private void tell(InstanceSet set) {
            if (!open) {
                return;
            }
            try {
                consumer.accept(set);
            } catch (RuntimeException e) {
                // One listener's fault must stop neither the source nor the other listeners.
                log.atError()
                        .setCause(e)
                        .addKeyValue("peer", set.service())
                        .log("A listener for the instances of {} failed.", set.service());
            }
        }
    }
}

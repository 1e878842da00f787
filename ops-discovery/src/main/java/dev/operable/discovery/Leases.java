package dev.operable.discovery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one of all processes that share a Consul do what only one may do at a time. Safe for use by many threads.
 *
 * <pre>{@code
 * try (Lease lease = leases.acquire("hits/cleanup")) {
 *     store.cleanUp(lease.token());
 * }
 *
 * Leadership cleaner = leases.runWhileLeader("hits/cleaner", lease -> {
 *     while (lease.isHeld()) {
 *         store.cleanUpNext(lease.token());
 *     }
 * });
 * }</pre>
 */
public final class Leases implements AutoCloseable {
    static final Duration GIVE_BACK_IN_ALL = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(Leases.class);
    /** Consul's own. */
    static final Duration LOCK_DELAY = Duration.ofSeconds(15);

    private static final Duration GIVE_BACK_TRY = Duration.ofSeconds(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");
    private static final int LONGEST_NAME = 200;

    private final Terms terms;
    private final Supplier<ConsulHttp> connections;
    private final ConsulTransport transport;
    private final MeterRegistry registry;
    private final Set<HeldLease> held = ConcurrentHashMap.newKeySet();
    private final Set<Leadership> leaderships = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * How leases are asked for.
     *
     * @param lockDelay how long Consul gives a lease to nobody after it was taken from a holder that did not give it back
     * @param holder is written to the key, for people
     */
    record Terms(Duration ttl, Duration lockDelay, Duration maxWait, Pace pace, String holder) {}

    /** What is done while this process has the lease. */
    @FunctionalInterface
    public interface Task {
        /** Ends soon after it was interrupted, which is when the lease is lost or the service stops. */
        void run(Lease lease) throws Exception;
    }

    Leases(Terms terms, Supplier<ConsulHttp> connections, ConsulTransport transport, MeterRegistry registry) {
        this.terms = terms;
        this.connections = connections;
        this.transport = transport;
        this.registry = registry;
        Gauge.builder("ops.leases.held", held, all -> all.stream()
                        .filter(HeldLease::isHeld)
                        .count())
                .description("Leases that this process holds")
                .register(registry);
    }

    /**
     * Waits until this process has the lease, without a limit and also while Consul is away.
     *
     * @param name letters, digits, dots, dashes and underscores, in parts between slashes: {@code hits/cleanup}
     * @throws IllegalArgumentException if it is not a name
     * @throws IllegalStateException if this was closed
     */
    public Lease acquire(String name) throws InterruptedException {
        return acquire(name, (Long) null)
                .orElseThrow(() -> new IllegalStateException("Unlimited waits end with a lease."));
    }

    /** The same with a limit; with none left, one try is made. Empty when another has it, or Consul is away, for so long. */
    public Optional<Lease> acquire(String name, Duration atMost) throws InterruptedException {
        return acquire(name, (Long) (System.nanoTime() + atMost.toNanos()));
    }

    private Optional<Lease> acquire(String name, @Nullable Long end) throws InterruptedException {
        requireName(name);
        requireOpen();
        try (LeaseRequest request = new LeaseRequest(name, terms, connections, transport)) {
            return request.await(end).map(given -> hold(name, given));
        }
    }

    private Lease hold(String name, LeaseRequest.Given given) {
        HeldLease lease = new HeldLease(
                name,
                given.token(),
                given.session(),
                new KeyApi(connections.get()),
                terms.maxWait(),
                terms.pace(),
                transport,
                () -> giveBack(given.token().key(), given.token().session(), connections),
                this::gone);
        held.add(lease);
        log.atInfo()
                .addKeyValue("lease", name)
                .addKeyValue("fencing", given.token().number())
                .log("The lease {} is held.", name);
        lease.start();
        if (closed) {
            lease.close();
        }
        return lease;
    }

    private void gone(HeldLease lease, boolean lost) {
        if (held.remove(lease) && lost) {
            registry.counter("ops.leases.lost", "lease", lease.name()).increment();
        }
    }

    /**
     * Runs the task whenever this process has the lease, in a thread of its own, {@code ops-lease-<name>}, until the result is
     * closed. The thread is interrupted when the lease is lost, and no other run begins before the task has ended. When the task
     * ends or fails, the lease is given back, for others to have their turn, and is asked for again.
     *
     * @throws IllegalArgumentException if it is not a name
     * @throws IllegalStateException if this was closed
     */
    public Leadership runWhileLeader(String name, Task task) {
        requireName(name);
        requireOpen();
        Leadership leadership = new Leadership(name, task, this, terms.pace().backoff(), leaderships::remove);
        leaderships.add(leadership);
        leadership.start();
        return leadership;
    }

    static String key(String name) {
        return "leases/" + name;
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a lease: it is 1 to " + LONGEST_NAME
                    + " letters, digits, dots, dashes and underscores, in parts between slashes, each of which begins"
                    + " with a letter or a digit. Write it as hits/cleanup.");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The use of leases was closed.");
        }
    }

    /** First the key and then its session, because a lock whose session ends is given to nobody for a while. */
    static void giveBack(String key, String session, Supplier<ConsulHttp> connections) {
        try (ConsulHttp http = connections.get()) {
            SessionApi api = new SessionApi(http);
            // Not interruptible: a task that was interrupted gives its lease back too.
            api.release(key, session, GIVE_BACK_TRY).join();
            api.destroy(session, GIVE_BACK_TRY).join();
        } catch (CompletionException failed) {
            log.atDebug().setCause(failed.getCause()).log("{} could not be given back; it ends by itself.", key);
        }
    }

    /** Ends the tasks and gives all leases back; at most 3 s. Never throws; later calls do nothing. */
    @Override
    public void close() {
        closed = true;
        leaderships.forEach(Leadership::stop);
        List.copyOf(leaderships).forEach(Leadership::close);
        HeldLease.closeAll(List.copyOf(held));
    }
}

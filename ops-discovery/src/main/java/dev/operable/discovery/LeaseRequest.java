package dev.operable.discovery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for a lease until it has it, in the thread of whoever wants it. For one use. */
final class LeaseRequest implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaseRequest.class);
    /** Nothing tells when a lock delay is over. */
    private static final Duration DELAYED = Duration.ofSeconds(1);

    private final String name;
    private final String key;
    private final Leases.Terms terms;
    private final Supplier<ConsulHttp> connections;
    private final ConsulTransport transport;
    private final ConsulHttp http;
    private final SessionApi sessions;
    private final KeyApi keys;
    private final Outage outage;
    private final Backoff backoff;
    private @Nullable LeaseSession session;

    LeaseRequest(String name, Leases.Terms terms, Supplier<ConsulHttp> connections, ConsulTransport transport) {
        this.name = name;
        this.key = Leases.key(name);
        this.terms = terms;
        this.connections = connections;
        this.transport = transport;
        this.http = connections.get();
        this.sessions = new SessionApi(http);
        this.keys = new KeyApi(http);
        this.outage = new Outage(log, "lease", name, "the lease " + name + " is waited for");
        this.backoff = terms.pace().backoff();
    }

    /** What was given: its token, and the session, which belongs to the caller then. */
    record Given(FencingToken token, LeaseSession session) {}

    /**
     * Waits for the lease.
     *
     * @param end by the clock of {@link System#nanoTime}; null to wait without a limit
     */
    Optional<Given> await(@Nullable Long end) throws InterruptedException {
        while (true) {
            Duration pause = Duration.ZERO;
            try {
                Optional<Given> given = tryOnce();
                outage.over();
                backoff.reset();
                if (given.isPresent()) {
                    return given;
                }
                pause = awaitFree(end);
            } catch (ConsulFailure failure) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Interrupted while the lease " + name + " was waited for");
                }
                outage.failed(failure);
                pause = backoff.next(failure);
            }
            if (end != null && System.nanoTime() + pause.toNanos() - end >= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    private Optional<Given> tryOnce() throws ConsulFailure {
        LeaseSession own = session;
        if (own == null || !own.alive()) {
            if (own != null) {
                own.close();
            }
            long asked = System.nanoTime();
            String id = sessions.create("operable lease " + name, terms.ttl(), terms.lockDelay());
            own = new LeaseSession(id, name, terms.ttl(), asked, connections.get(), terms.pace(), transport);
            session = own;
            own.start();
        }
        if (!sessions.acquire(key, own.id(), terms.holder())) {
            return Optional.empty();
        }
        String current = own.id();
        Optional<KeyEntry> entry =
                keys.consistent(key).filter(found -> found.session().equals(current));
        if (entry.isEmpty() || !own.alive()) {
            return Optional.empty();
        }
        session = null;
        return Optional.of(new Given(new FencingToken(key, entry.get().modified(), own.id()), own));
    }

    /** Returns when nobody has the lease, with how long to pause then, or when the time is over. */
    private Duration awaitFree(@Nullable Long end) throws ConsulFailure, InterruptedException {
        BlockingIndex index = new BlockingIndex();
        while (end == null || System.nanoTime() - end < 0) {
            boolean atOnce = index.next() == 0;
            KeyApi.Answer answer = get(keys.changed(key, index.next(), wait(end)));
            Duration pause = index.answered(answer.index());
            if (answer.entries().stream().allMatch(entry -> entry.session().isEmpty())) {
                // Free and yet refused: it is delayed, because its last holder did not give it back.
                return atOnce
                        ? Duration.ofMillis(
                                ThreadLocalRandom.current().nextLong(DELAYED.toMillis() / 2, DELAYED.toMillis()))
                        : Duration.ZERO;
            }
            Duration shorter = pause.compareTo(DELAYED) < 0 ? pause : DELAYED;
            TimeUnit.NANOSECONDS.sleep(shorter.toNanos());
        }
        return Duration.ZERO;
    }

    private Duration wait(@Nullable Long end) {
        if (end == null) {
            return terms.maxWait();
        }
        // At least a moment, because a wait of 0 means Consul's default of 5 min.
        Duration left = Duration.ofNanos(Math.max(end - System.nanoTime(), 10_000_000));
        return left.compareTo(terms.maxWait()) < 0 ? left : terms.maxWait();
    }

    private KeyApi.Answer get(CompletableFuture<KeyApi.Answer> asked) throws ConsulFailure, InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException inner ? inner.getCause() : e.getCause();
            if (cause instanceof ConsulFailure failure) {
                throw failure;
            }
            throw new IllegalStateException("An internal fault while the lease " + name + " was waited for.", cause);
        }
    }

    /** Without a result, nothing of it stays in Consul. */
    @Override
    public void close() {
        http.close();
        LeaseSession own = session;
        if (own != null) {
            own.close();
            Leases.giveBack(key, own.id(), connections);
        }
    }
}

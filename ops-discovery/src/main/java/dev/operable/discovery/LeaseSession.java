package dev.operable.discovery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of Consul that is renewed at a third of its TTL, until it ends. It ends by this process's own clock too, a sixth
 * of the TTL before Consul may end it, so that whoever holds something by it has that time to stop. Safe for use by many
 * threads.
 */
final class LeaseSession implements AsyncLoop.Round, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaseSession.class);

    private final String id;
    private final SessionApi api;
    private final ConsulHttp http;
    private final ConsulTransport transport;
    private final AsyncLoop loop;
    private final Outage outage;
    private final AtomicReference<@Nullable String> end = new AtomicReference<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Duration limit;
    private volatile long until;

    /** One that was created at the time, by the clock of {@link System#nanoTime}, or a little later. */
    LeaseSession(
            String id, String name, Duration ttl, long created, ConsulHttp http, Pace pace, ConsulTransport transport) {
        this.id = id;
        this.http = http;
        this.api = new SessionApi(http);
        this.transport = transport;
        Duration sixth = ttl.dividedBy(6);
        this.limit = sixth.compareTo(ConsulRequest.USUAL) < 0 ? sixth : ConsulRequest.USUAL;
        this.until = created + safe(ttl);
        this.outage = new Outage(log, "lease", name, "the lease " + name + " will be lost soon");
        this.loop =
                new AsyncLoop("The session of " + name, this, pace.within(sixth).backoff(), transport);
    }

    /** Renews it at once: from then on the TTL that Consul goes by is known. */
    void start() {
        loop.start();
        check();
    }

    private static long safe(Duration ttl) {
        return ttl.minus(ttl.dividedBy(6)).toNanos();
    }

    String id() {
        return id;
    }

    /** By this process's own clock, which goes on while the process is stopped. */
    boolean alive() {
        return end.get() == null && System.nanoTime() - until < 0;
    }

    /** Told once why it ended, on a worker; at once if it has. Not after {@link #close}. */
    void onEnd(Consumer<String> told) {
        CompletableFuture<?> ignored = ended.thenAccept(told);
    }

    /** For whoever finds out first. */
    void end(String why) {
        if (end.compareAndSet(null, why)) {
            loop.stop();
            ended.complete(why);
        }
    }

    @Override
    public CompletableFuture<Duration> run() {
        long asked = System.nanoTime();
        return api.renew(id, limit).thenApply(ttl -> renewed(asked, ttl));
    }

    private Duration renewed(long asked, Optional<Duration> ttl) {
        if (ttl.isEmpty()) {
            end("Consul does not know its session any more");
            return limit;
        }
        // What came too late revives nothing: whoever was told is stopping.
        if (alive()) {
            until = asked + safe(ttl.get());
            outage.over();
        }
        return ttl.get().dividedBy(3);
    }

    @Override
    public void failed(ConsulFailure failure) {
        outage.failed(failure);
    }

    private void check() {
        if (end.get() != null) {
            return;
        }
        long left = until - System.nanoTime();
        if (left <= 0) {
            end("Consul could not be told in time that its holder lives");
        } else {
            transport.after(Duration.ofNanos(left), this::check);
        }
    }

    /** Ends the renewal, without telling anybody, neither here nor in Consul. */
    @Override
    public void close() {
        end.compareAndSet(null, "it was given back");
        loop.stop();
        http.close();
    }
}

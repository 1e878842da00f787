package dev.operable.rpc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the host of one instance on a thread of its own, because the JVM's lookup can neither be bounded nor interrupted: a
 * resolver that hangs holds that one thread, and a caller no longer than connecting may take. What was found last is used while
 * it is looked up again, and also when that fails. Safe for use by many threads.
 */
final class HostLookup implements DnsResolver {
    private static final Logger log = LoggerFactory.getLogger(HostLookup.class);
    /** The JVM remembers for 30 s by itself, so that this seldom asks a server. */
    private static final long AGAIN = Duration.ofSeconds(10).toNanos();

    /** Finds the addresses of a host, for as long as it takes. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final String host;
    private final boolean address;
    private final Resolver resolver;
    private final long most;
    private final Time time;
    private volatile InetAddress @Nullable [] found;
    private volatile boolean failing;
    private volatile long askedAt;
    private @Nullable CompletableFuture<InetAddress[]> underWay; // guarded by this

    /** @param most for a caller that waits for the first answer */
    HostLookup(String host, Resolver resolver, Duration most, Time time) {
        this.host = host;
        this.address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        this.resolver = resolver;
        this.most = most.toMillis();
        this.time = time;
    }

    /** Returns as soon as an address is known. */
    void await(Guard guard) throws TransportException {
        if (address) {
            return;
        }
        if (found != null) {
            if (time.nanos() - askedAt >= AGAIN) {
                CompletableFuture<InetAddress[]> ignored = look();
            }
            return;
        }
        CompletableFuture<InetAddress[]> waiting = look().copy();
        guard.onCancel(() -> waiting.cancel(false));
        long left = guard.remainingMillis();
        try {
            InetAddress[] ignored = waiting.get(Math.min(most, left), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException(Failure.INTERRUPTED, e);
        } catch (ExecutionException e) {
            throw new TransportException(Failure.UNREACHABLE, e.getCause());
        } catch (TimeoutException | CancellationException e) {
            Failure ended = guard.ended();
            Failure late = left <= most ? Failure.UNSENT_TIMEOUT : Failure.CONNECT_TIMEOUT;
            throw new TransportException(ended == null ? late : ended.unsent(), e);
        }
    }

    /** One at a time, however many wait for it. */
    private synchronized CompletableFuture<InetAddress[]> look() {
        CompletableFuture<InetAddress[]> running = underWay;
        if (running != null) {
            return running;
        }
        CompletableFuture<InetAddress[]> looked = new CompletableFuture<>();
        Thread thread = new Thread(() -> look(looked), "ops-rpc-lookup-" + host);
        thread.setDaemon(true);
        askedAt = time.nanos();
        thread.start();
        underWay = looked;
        return looked;
    }

    private void look(CompletableFuture<InetAddress[]> looked) {
        try {
            InetAddress[] addresses = resolver.resolve(host);
            found = addresses;
            failing = false;
            ended();
            looked.complete(addresses);
        } catch (UnknownHostException | RuntimeException | Error e) {
            if (found != null && !failing) {
                failing = true;
                log.atWarn()
                        .addKeyValue("host", host)
                        .log("{} cannot be looked up ({}); its last addresses are used.", host, e.toString());
            }
            ended();
            looked.completeExceptionally(e);
        }
    }

    private synchronized void ended() {
        underWay = null;
    }

    /** For a connection, after {@link #await}: it never waits. */
    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
        if (address) {
            return resolver.resolve(name);
        }
        InetAddress[] known = found;
        if (known == null || !name.equalsIgnoreCase(host)) {
            throw new UnknownHostException(name);
        }
        return known;
    }

    @Override
    public String resolveCanonicalHostname(String name) {
        return name;
    }
}

package dev.operable.discovery;

import dev.operable.config.Durations;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks Consul's host name up before each exchange, on a thread of its own: the JDK's client does it on the threads that serve
 * all connections, and a resolver that hangs would hold those. Right afterwards the JVM still remembers it. Safe for use by
 * many threads.
 */
final class ConsulHost {
    private static final Logger log = LoggerFactory.getLogger(ConsulHost.class);

    /** Finds the addresses of a host, for as long as it takes. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final ConsulThreads threads;
    private @Nullable CompletableFuture<InetAddress> underWay; // guarded by this
    private volatile @Nullable InetAddress last;
    private volatile boolean told;

    ConsulHost(Resolver resolver, ConsulThreads threads) {
        this.resolver = resolver;
        this.threads = threads;
    }

    /**
     * Where to send what is for this address, at the latest when connecting may take no longer: the address itself, or, when its
     * host is not to be found and no certificate has to name it, the last that was.
     */
    CompletableFuture<URI> reach(URI target) {
        String host = target.getHost();
        if (host == null || host.indexOf(':') >= 0 || host.matches("[0-9.]+")) {
            return CompletableFuture.completedFuture(target);
        }
        CompletableFuture<InetAddress> found = look(host).copy();
        // Whoever comes while it is known not to answer does not wait for it again.
        Duration patience = told ? Duration.ZERO : ConsulTransport.CONNECT;
        Future<?> late = threads.alarm(patience, () -> found.completeExceptionally(new TimeoutException()));
        return found.handle((address, thrown) -> {
            late.cancel(false);
            if (thrown == null) {
                return target;
            }
            InetAddress known = last;
            if (known == null || !"http".equals(target.getScheme())) {
                throw new CompletionException(new ConnectException(why(thrown)));
            }
            tell(host, known, thrown);
            return URI.create("http://" + literal(known) + ":" + target.getPort() + target.getRawPath()
                    + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()));
        });
    }

    private static String why(Throwable thrown) {
        return thrown instanceof TimeoutException
                ? "its host name was not looked up within " + Durations.text(ConsulTransport.CONNECT)
                : "its host is not known";
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') >= 0 ? "[" + text.replaceFirst("%.*", "") + "]" : text;
    }

    private void tell(String host, InetAddress known, Throwable thrown) {
        if (!told) {
            told = true;
            log.atWarn()
                    .addKeyValue("host", host)
                    .log("Consul at {}: {}. Its last address {} is used.", host, why(thrown), known.getHostAddress());
        }
    }

    /** One at a time, however many wait for it. */
    private synchronized CompletableFuture<InetAddress> look(String host) {
        CompletableFuture<InetAddress> running = underWay;
        if (running != null) {
            return running;
        }
        CompletableFuture<InetAddress> looked = new CompletableFuture<>();
        underWay = looked;
        try {
            threads.lookups().execute(() -> look(host, looked));
        } catch (RejectedExecutionException closed) {
            underWay = null;
            looked.completeExceptionally(closed);
        }
        return looked;
    }

    private void look(String host, CompletableFuture<InetAddress> looked) {
        try {
            InetAddress first = resolver.resolve(host)[0];
            last = first;
            told = false;
            ended();
            looked.complete(first);
        } catch (UnknownHostException | RuntimeException | Error e) {
            ended();
            looked.completeExceptionally(e);
        }
    }

    private synchronized void ended() {
        underWay = null;
    }
}

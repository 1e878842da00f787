package dev.operable.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What all exchanges of one process with Consul share: the connections, and a number of threads that does not depend on
 * how many questions are open. Safe for use by many threads; no thread starts before the first exchange.
 */
final class ConsulTransport implements AutoCloseable {
    static final Duration CONNECT = Duration.ofSeconds(1);
    private final ConsulThreads threads = new ConsulThreads();
    private final ConsulHost host;
    private final OpenQuestions questions;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final Optional<SSLContext> tls;
    private @Nullable HttpClient client; // guarded by this
    private boolean closed; // guarded by this

    /** With what the JDK trusts. */
    ConsulTransport() {
        this(Optional.empty(), ConsulSettings.CONNECTIONS);
    }

    /** With this many connections for questions about services. */
    ConsulTransport(Optional<SSLContext> tls, int connections) {
        this(tls, connections, InetAddress::getAllByName);
    }

    ConsulTransport(Optional<SSLContext> tls, int connections, ConsulHost.Resolver resolver) {
        this.tls = tls;
        this.host = new ConsulHost(resolver, threads);
        this.questions = new OpenQuestions(connections, System::nanoTime);
    }

    /** Where what follows an exchange is done. */
    Executor workers() {
        return threads.workers();
    }

    /** How many connections the questions about services may hold. */
    OpenQuestions questions() {
        return questions;
    }

    /** Where files are read and written. */
    Executor disk() {
        return threads.disk();
    }

    /** Does it on a worker after the pause; nothing after {@link #close()}. */
    void after(Duration pause, Runnable work) {
        threads.after(pause, work);
    }

    /**
     * Sends the request.
     *
     * @param limit for everything from connecting to the last byte of the answer
     */
    Exchange exchange(HttpRequest request, Duration limit) {
        Exchange exchange = new Exchange();
        underWay.add(exchange);
        CompletableFuture<?> ignored = exchange.outcome().whenComplete((answered, thrown) -> underWay.remove(exchange));
        try {
            Future<?> alarm = threads.alarm(limit, exchange::expire);
            CompletableFuture<?> unused = host.reach(request.uri()).handle((uri, thrown) -> {
                if (thrown == null) {
                    send(exchange, at(uri, request), alarm);
                } else {
                    alarm.cancel(false);
                    exchange.fail(thrown);
                }
                return uri;
            });
        } catch (RejectedExecutionException closedMeanwhile) {
            exchange.fail(closedMeanwhile);
        }
        return exchange;
    }

    private static HttpRequest at(URI uri, HttpRequest request) {
        return uri.equals(request.uri())
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> true)
                        .uri(uri)
                        .build();
    }

    private void send(Exchange exchange, HttpRequest request, Future<?> alarm) {
        HttpClient open = client("https".equalsIgnoreCase(request.uri().getScheme()));
        if (open == null) {
            alarm.cancel(false);
            exchange.fail(new IOException("the use of Consul was closed"));
        } else if (!exchange.outcome().isDone()) {
            try {
                exchange.send(open, request, alarm);
            } catch (RejectedExecutionException closedMeanwhile) {
                exchange.fail(closedMeanwhile);
            }
        }
    }

    /** Built with the first exchange, because it starts a thread; null when closed. */
    private synchronized @Nullable HttpClient client(boolean secure) {
        if (client == null && !closed) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    // The agent speaks no HTTP/2 without TLS, and would be asked to with each first request.
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    // The token goes to the configured address and nowhere else.
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .executor(threads.connections());
            if (secure) {
                tls.ifPresent(builder::sslContext);
            } else {
                builder.sslContext(new NoTls()).sslParameters(new SSLParameters());
            }
            client = builder.build();
        }
        return client;
    }

    /** Gives up what is under way; later exchanges fail at once. */
    @Override
    public void close() {
        HttpClient open;
        synchronized (this) {
            closed = true;
            open = client;
            // Before Java 21 a client ends when nobody has it any more.
            client = null;
        }
        underWay.forEach(Exchange::cancel);
        threads.close(open);
    }
}

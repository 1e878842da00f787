package dev.operable.discovery;

import dev.operable.config.Durations;
import dev.operable.config.Secret;
import dev.operable.discovery.ConsulFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with Consul at a time, with a limit for the whole of it and for its size. {@link #close()} may come from
 * any thread.
 */
final class ConsulHttp implements AutoCloseable {
    private static final int MOST_ERROR_TEXT = 200;
    private static final int MISSING = 404;
    private static final int TOO_MANY = 429;

    /** An answer with a status of success, or 404 where that is an answer; the rest as {@link ReplyHeaders} reads it. */
    record Reply(boolean found, long index, boolean filtered, Duration lastContact, String body) {}

    private final URI base;
    private final String scope;
    private final Supplier<Optional<Secret>> tokens;
    private final ConsulTransport transport;
    private volatile @Nullable Exchange underWay;
    private volatile boolean closed;

    ConsulHttp(ConsulSettings settings, ConsulTransport transport) {
        this(settings, settings::token, transport);
    }

    /**
     * With a token that may change.
     *
     * @param tokens asked for each request
     */
    ConsulHttp(ConsulSettings settings, Supplier<Optional<Secret>> tokens, ConsulTransport transport) {
        this.base = settings.uri().resolve("/");
        this.scope = settings.scope();
        this.tokens = tokens;
        this.transport = transport;
    }

    ConsulTransport transport() {
        return transport;
    }

    /** Sends a request and waits for the answer; for threads of their own, never for a worker of the transport. */
    Reply send(ConsulRequest request) throws ConsulFailure {
        CompletableFuture<Reply> reply = sendAsync(request);
        try {
            // The transport keeps the limit; this one is for a transport that does not.
            return reply.get(request.limit().plusSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw noAnswer(request, e);
        } catch (TimeoutException e) {
            cancel();
            throw noAnswer(request, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ConsulFailure failure ? failure : broken(request, e);
        }
    }

    /** Sends a request. The future fails with a {@link ConsulFailure} and with nothing else. */
    CompletableFuture<Reply> sendAsync(ConsulRequest request) {
        if (closed) {
            return CompletableFuture.failedFuture(broken(request, new CancellationException()));
        }
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Optional<Secret> token = tokens.get();
        long begun = System.nanoTime();
        Exchange exchange = transport.exchange(http(request, token), request.limit());
        underWay = exchange;
        // Looked at after the exchange was made visible to close(), so that one of the two always sees the other.
        if (closed) {
            exchange.cancel();
        }
        CompletableFuture<?> ignored = exchange.outcome().whenComplete((answered, thrown) -> {
            try {
                if (thrown != null) {
                    throw broken(request, thrown, Duration.ofNanos(System.nanoTime() - begun));
                }
                reply.complete(read(request, answered, token));
            } catch (ConsulFailure | RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }

    private HttpRequest http(ConsulRequest request, Optional<Secret> token) {
        HttpRequest.Builder http = HttpRequest.newBuilder(base.resolve(scoped(request.target())))
                .method(
                        request.method(),
                        request.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        request.body().ifPresent(body -> http.header("Content-Type", "application/json"));
        token.ifPresent(value -> http.header("X-Consul-Token", value.reveal()));
        return http.build();
    }

    private String scoped(String target) {
        return scope.isEmpty() || target.contains("?") ? target + scope : target + "?" + scope.substring(1);
    }

    private Reply read(ConsulRequest request, Exchange.Answered answered, Optional<Secret> token) throws ConsulFailure {
        boolean found = answered.status() / 100 == 2;
        if (!found && !(request.mayBeMissing() && answered.status() == MISSING)) {
            throw refusal(request, answered, token);
        }
        HttpHeaders headers = answered.headers();
        return new Reply(
                found,
                ReplyHeaders.index(headers),
                ReplyHeaders.filtered(headers),
                ReplyHeaders.lastContact(headers),
                answered.body());
    }

    private ConsulFailure broken(ConsulRequest request, Throwable thrown, Duration after) {
        ConsulFailure failure = broken(request, thrown);
        return failure.kind() == Kind.UNREACHABLE
                        && failure.getCause() instanceof IOException cause
                        && transport.questions().crowdedOut(cause, after)
                ? crowded(request, "it was hung up on")
                : failure;
    }

    private ConsulFailure crowded(ConsulRequest request, String how) {
        transport.questions().crowded();
        return new ConsulFailure(
                Kind.CROWDED,
                "Consul at " + base + " takes no further connection to " + request.what() + " (" + how
                        + "): this machine has as many as it lets one client have. Raise"
                        + " limits.http_max_conns_per_client, 200 by default, in Consul.");
    }

    private ConsulFailure broken(ConsulRequest request, Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        if (cause instanceof TimeoutException) {
            return noAnswer(request, cause);
        }
        if (cause instanceof Exchange.TooLong) {
            return new ConsulFailure(
                    Kind.UNREADABLE,
                    "Consul's answer to \"" + request.what() + "\" has " + cause.getMessage() + ".",
                    cause);
        }
        return new ConsulFailure(
                Kind.UNREACHABLE,
                "Consul at " + base + " cannot be reached to " + request.what() + ": " + reason(cause) + ".",
                cause);
    }

    private ConsulFailure noAnswer(ConsulRequest request, Throwable cause) {
        return new ConsulFailure(
                Kind.NO_ANSWER,
                "Consul at " + base + " did not answer within " + Durations.text(request.limit()) + " to "
                        + request.what() + ".",
                cause);
    }

    /** The client's own words are often none. */
    private static String reason(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpConnectTimeoutException) {
                return "no connection within " + Durations.text(ConsulTransport.CONNECT);
            }
            if (cause instanceof UnresolvedAddressException) {
                return "its host is not known";
            }
            if (cause instanceof SSLException) {
                return "TLS fails (" + cause.getMessage()
                        + "); CONSUL_CACERT names the authority of Consul's certificate, CONSUL_CLIENT_CERT and"
                        + " CONSUL_CLIENT_KEY what this process shows";
            }
            if (cause instanceof CancellationException) {
                return "it was given up";
            }
            if (cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return thrown instanceof ConnectException ? "Connection refused" : "the connection broke";
    }

    /** Gives up what is under way; later exchanges fail at once. */
    @Override
    public void close() {
        closed = true;
        cancel();
    }

    private void cancel() {
        Exchange exchange = underWay;
        if (exchange != null) {
            exchange.cancel();
        }
    }

    private ConsulFailure refusal(ConsulRequest request, Exchange.Answered answered, Optional<Secret> token) {
        int status = answered.status();
        String body = answered.body();
        // Masked before it is cut, so that not even the start of the token stays.
        String masked = token.map(value -> body.replace(value.reveal(), value.toString()))
                .orElse(body);
        String said =
                masked.substring(0, Math.min(masked.length(), MOST_ERROR_TEXT)).strip();
        if (status == 403) {
            String whose = token.isPresent()
                    ? "the token of CONSUL_HTTP_TOKEN lacks "
                    : "there is no token (CONSUL_HTTP_TOKEN); it takes one with ";
            return new ConsulFailure(
                    Kind.FORBIDDEN,
                    "Consul refuses to " + request.what() + ": " + whose + request.permission() + " (" + said + ").");
        }
        if (status == TOO_MANY && said.contains("concurrent connections")) {
            return crowded(request, said);
        }
        // Consul 1.8 says 500 where newer ones say 404.
        boolean unknown = status == MISSING || (status == 500 && saysUnknown(said.toLowerCase(Locale.ROOT)));
        return new ConsulFailure(
                unknown ? Kind.UNKNOWN : Kind.ERROR,
                "Consul at " + base + " answers " + status + " to the request to " + request.what() + " (" + said
                        + ").",
                ReplyHeaders.retryAfter(answered.headers(), Clock.systemUTC()));
    }

    private static boolean saysUnknown(String text) {
        return text.contains("does not have associated ttl")
                || text.contains("unknown check")
                || text.contains("unknown service");
    }
}

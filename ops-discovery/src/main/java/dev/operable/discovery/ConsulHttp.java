package dev.operable.discovery;

import dev.operable.config.Secret;
import dev.operable.discovery.ConsulFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with Consul at a time, with a limit for the whole of it and for its size. {@link #close()} may come from
 * any thread.
 */
final class ConsulHttp implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    /** Some 20,000 instances; more than that is taken for a fault. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int MOST_ERROR_TEXT = 200;

    /**
     * An answer with a status of success.
     *
     * @param index of {@code X-Consul-Index}; 0 when there is none
     */
    record Reply(long index, String body) {}

    private final HttpUrl base;
    private final Optional<Secret> token;
    private final OkHttpClient client;
    private volatile @Nullable Call underWay;
    private volatile boolean closed;

    ConsulHttp(ConsulSettings settings, OkHttpClient client) {
        this.base = HttpUrl.get(settings.uri().toString());
        this.token = settings.token();
        this.client = client;
    }

    /** What all exchanges of one process share; it holds connections and starts no thread before the first exchange. */
    static OkHttpClient client() {
        return new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                // Each exchange has one limit for all of it.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                // The token goes to the configured address and nowhere else.
                .followRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .build();
    }

    HttpUrl.Builder url(String path) {
        return base.newBuilder().addPathSegments(path);
    }

    /**
     * Sends a request.
     *
     * @param what is asked for, as a clause for people
     * @param permission what a token needs for it
     */
    Reply send(Request.Builder request, Duration limit, String what, String permission) throws ConsulFailure {
        token.ifPresent(value -> request.header("X-Consul-Token", value.reveal()));
        Call call = client.newCall(request.build());
        call.timeout().timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        underWay = call;
        // Looked at after the call was made visible to close(), so that one of the two always sees the other.
        if (closed) {
            call.cancel();
        }
        try (Response response = call.execute()) {
            BufferedSource source = response.body().source();
            if (source.request(MOST_BYTES + 1)) {
                throw new ConsulFailure(
                        Kind.UNREADABLE, "Consul's answer to \"" + what + "\" has more than " + MOST_BYTES + " bytes.");
            }
            String body = source.readUtf8();
            if (!response.isSuccessful()) {
                throw refusal(response.code(), body, what, permission);
            }
            return new Reply(index(response.header("X-Consul-Index")), body);
        } catch (SocketTimeoutException e) {
            // Connecting alone has a limit of its own; the limit of the whole call throws what it extends.
            throw new ConsulFailure(
                    Kind.UNREACHABLE,
                    "Consul at " + base + " cannot be reached to " + what + ": no connection within "
                            + CONNECT.toMillis() + " ms.",
                    e);
        } catch (InterruptedIOException e) {
            throw new ConsulFailure(
                    Kind.NO_ANSWER,
                    "Consul at " + base + " did not answer within " + limit.toMillis() + " ms to " + what + ".",
                    e);
        } catch (IOException e) {
            throw new ConsulFailure(
                    Kind.UNREACHABLE,
                    "Consul at " + base + " cannot be reached to " + what + ": " + e.getMessage() + ".",
                    e);
        } finally {
            underWay = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        Call call = underWay;
        if (call != null) {
            call.cancel();
        }
    }

    private ConsulFailure refusal(int status, String body, String what, String permission) {
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
                    Kind.FORBIDDEN, "Consul refuses to " + what + ": " + whose + permission + " (" + said + ").");
        }
        // Consul 1.8 says 500 where newer ones say 404.
        boolean unknown = status == 404 || (status == 500 && saysUnknown(said.toLowerCase(Locale.ROOT)));
        return new ConsulFailure(
                unknown ? Kind.UNKNOWN : Kind.ERROR,
                "Consul at " + base + " answers " + status + " to the request to " + what + " (" + said + ").");
    }

    private static boolean saysUnknown(String text) {
        return text.contains("does not have associated ttl")
                || text.contains("unknown check")
                || text.contains("unknown service");
    }

    private static long index(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            // As good as none: the watch takes it for the start.
            return 0;
        }
    }
}

package dev.operable.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.operable.config.Secret;
import dev.operable.discovery.ConsulFailure.Kind;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.Service;
import org.kiwiproject.consul.model.health.ServiceHealth;
import org.kiwiproject.consul.util.Jackson;

/**
 * Speaks Consul's HTTP API: the requests and answers are the Consul client library's, the transport is the OkHttp that
 * it rides on. The library's own transport has no limit for a whole exchange or for the size of an answer, no way to
 * cancel one question, and carries the token along a redirect.
 */
final class OkHttpConsulApi implements ConsulApi {
    private static final MediaType JSON = Objects.requireNonNull(MediaType.parse("application/json"));
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofSeconds(5);
    /** Some 20,000 instances; more than that is taken for a fault. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int MOST_ERROR_TEXT = 200;

    private final HttpUrl base;
    private final Optional<Secret> token;
    private final OkHttpClient client;
    private volatile @Nullable Call underWay;
    private volatile boolean closed;

    OkHttpConsulApi(ConsulSettings settings, OkHttpClient client) {
        this.base = HttpUrl.get(settings.uri().toString());
        this.token = settings.token();
        this.client = client;
    }

    /** The client that the APIs of one process share; it holds connections and starts no thread before the first call. */
    static OkHttpClient client() {
        return new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                // Each call has one limit for all of it.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                // The token goes to the configured address and nowhere else.
                .followRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .build();
    }

    @Override
    public Answer instances(String service, long index, Duration wait) throws ConsulFailure {
        HttpUrl url = url("v1/health/service")
                .addPathSegment(service)
                .addQueryParameter("passing", "1")
                .addQueryParameter("index", Long.toString(index))
                .addQueryParameter("wait", wait.toMillis() + "ms")
                .build();
        // Consul adds up to a sixteenth to the wait, so that not all waits end together.
        Duration limit = wait.plus(wait.dividedBy(16)).plus(USUAL);
        Reply reply = send(
                new Request.Builder().url(url),
                limit,
                "look for the instances of " + service,
                "service:read on \"" + service + "\" and node:read");
        List<ServiceHealth> found = read(reply.body(), new TypeReference<>() {});
        return new Answer(
                reply.index(),
                found.stream()
                        // A service without a port is legal in Consul; it cannot be called.
                        .filter(each -> each.getService().getPort() > 0)
                        .map(OkHttpConsulApi::instance)
                        .toList());
    }

    private static ServiceInstance instance(ServiceHealth found) {
        Service service = found.getService();
        String own = service.getAddress();
        return new ServiceInstance(
                service.getId(),
                service.getService(),
                own.isBlank() ? found.getNode().getAddress() : own,
                service.getPort(),
                Set.copyOf(service.getTags()),
                service.getMeta());
    }

    @Override
    public Optional<Listed> listed(Registration registration) throws ConsulFailure {
        String what = "read the registration of " + registration.service();
        String permission = "service:read on \"" + registration.service() + "\"";
        String services = send(
                        new Request.Builder().url(url("v1/agent/services").build()), USUAL, what, permission)
                .body();
        Service service =
                read(services, new TypeReference<Map<String, Service>>() {}).get(registration.id());
        if (service == null) {
            return Optional.empty();
        }
        String checks = send(new Request.Builder().url(url("v1/agent/checks").build()), USUAL, what, permission)
                .body();
        HealthCheck check = read(checks, new TypeReference<Map<String, HealthCheck>>() {})
                .get(ConsulRequests.checkId(registration));
        return Optional.of(new Listed(
                service.getService(),
                service.getAddress(),
                service.getPort(),
                Set.copyOf(service.getTags()),
                service.getMeta(),
                check != null && check.getServiceId().equals(Optional.of(registration.id()))));
    }

    @Override
    public void register(Registration registration) throws ConsulFailure {
        HttpUrl url = url("v1/agent/service/register")
                .addQueryParameter("replace-existing-checks", "true")
                .build();
        put(url, ConsulRequests.register(registration), USUAL, "register", registration);
    }

    @Override
    public void heartbeat(Registration registration, Heartbeat heartbeat) throws ConsulFailure {
        HttpUrl url = url("v1/agent/check/update")
                .addPathSegment(ConsulRequests.checkId(registration))
                .build();
        put(url, ConsulRequests.heartbeat(heartbeat), USUAL, "send the heartbeat of", registration);
    }

    @Override
    public void deregister(Registration registration, Duration limit) throws ConsulFailure {
        HttpUrl url = url("v1/agent/service/deregister")
                .addPathSegment(registration.id())
                .build();
        try {
            put(url, "", limit, "deregister", registration);
        } catch (ConsulFailure failure) {
            if (failure.kind() != Kind.UNKNOWN) {
                throw failure;
            }
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

    private HttpUrl.Builder url(String path) {
        return base.newBuilder().addPathSegments(path);
    }

    private void put(HttpUrl url, String body, Duration limit, String what, Registration registration)
            throws ConsulFailure {
        send(
                new Request.Builder().url(url).put(RequestBody.create(body, JSON)),
                limit,
                what + " " + registration.service(),
                "service:write on \"" + registration.service() + "\"");
    }

    private record Reply(long index, String body) {}

    private Reply send(Request.Builder request, Duration limit, String what, String permission) throws ConsulFailure {
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
        } catch (InterruptedIOException e) {
            throw new ConsulFailure(
                    Kind.NO_ANSWER,
                    "Consul at " + where() + " did not answer within " + limit + " to " + what + ".",
                    e);
        } catch (IOException e) {
            throw new ConsulFailure(
                    Kind.UNREACHABLE,
                    "Consul at " + where() + " cannot be reached to " + what + ": " + e.getMessage(),
                    e);
        } finally {
            underWay = null;
        }
    }

    private String where() {
        return base.scheme() + "://" + base.host() + ":" + base.port();
    }

    private ConsulFailure refusal(int status, String body, String what, String permission) {
        String start =
                body.substring(0, Math.min(body.length(), MOST_ERROR_TEXT)).strip();
        String said = token.map(value -> start.replace(value.reveal(), value.toString()))
                .orElse(start);
        if (status == 403) {
            return new ConsulFailure(
                    Kind.FORBIDDEN,
                    "Consul refuses to " + what + ": " + (token.isPresent() ? "the token of" : "there is no token in")
                            + " CONSUL_HTTP_TOKEN " + (token.isPresent() ? "needs " : "with ") + permission + " ("
                            + said + ").");
        }
        // Consul 1.8 says 500 where newer ones say 404.
        boolean unknown = status == 404 || (status == 500 && saysUnknown(said.toLowerCase(Locale.ROOT)));
        return new ConsulFailure(
                unknown ? Kind.UNKNOWN : Kind.ERROR,
                "Consul at " + where() + " answers " + status + " to " + what + " (" + said + ").");
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

    private static <T> T read(String body, TypeReference<T> type) throws ConsulFailure {
        try {
            T value = Jackson.MAPPER.readValue(body, type);
            if (value != null) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer cannot be read: " + e.getOriginalMessage(), e);
        }
        throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer is null.");
    }
}

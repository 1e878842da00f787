package dev.operable.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.operable.discovery.ConsulFailure.Kind;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.Service;
import org.kiwiproject.consul.model.health.ServiceHealth;
import org.kiwiproject.consul.util.Jackson;

/**
 * Speaks Consul's HTTP API: the requests and answers are the Consul client library's, the transport is the OkHttp that it
 * rides on ({@link ConsulHttp}). The library's own transport has no limit for a whole exchange or for the size of an answer, no way to
 * cancel one question, and carries the token along a redirect.
 */
final class OkHttpConsulApi implements ConsulApi {
    private static final MediaType JSON = Objects.requireNonNull(MediaType.parse("application/json"));
    private static final Duration USUAL = Duration.ofSeconds(5);
    private final ConsulHttp http;

    OkHttpConsulApi(ConsulHttp http) {
        this.http = http;
    }

    @Override
    public Answer instances(String service, long index, Duration wait) throws ConsulFailure {
        HttpUrl url = http.url("v1/health/service")
                .addPathSegment(service)
                .addQueryParameter("passing", "1")
                .addQueryParameter("index", Long.toString(index))
                .addQueryParameter("wait", wait.toMillis() + "ms")
                .build();
        // Consul adds up to a sixteenth to the wait, so that not all waits end together.
        Duration limit = wait.plus(wait.dividedBy(16)).plus(USUAL);
        ConsulHttp.Reply reply = http.send(
                new Request.Builder().url(url),
                limit,
                "look for the instances of " + service,
                "service:read on \"" + service + "\" and node:read");
        List<ServiceHealth> found = read(reply.body(), new TypeReference<>() {});
        return new Answer(
                reply.index(),
                found.stream().flatMap(each -> instance(each).stream()).toList());
    }

    /** Empty for a service without a port or any address: legal in Consul, but nothing that can be called. */
    private static Optional<ServiceInstance> instance(ServiceHealth found) {
        Service service = found.getService();
        String own = service.getAddress();
        String host = own.isBlank() ? found.getNode().getAddress() : own;
        if (host.isBlank() || service.getPort() < 1 || service.getPort() > 65535) {
            return Optional.empty();
        }
        return Optional.of(new ServiceInstance(
                service.getId(),
                service.getService(),
                host,
                service.getPort(),
                Set.copyOf(service.getTags()),
                service.getMeta()));
    }

    @Override
    public Optional<Listed> listed(Registration registration) throws ConsulFailure {
        Service service = read(get("v1/agent/services", registration), new TypeReference<Map<String, Service>>() {})
                .get(registration.id());
        if (service == null) {
            return Optional.empty();
        }
        Map<String, HealthCheck> checks = read(get("v1/agent/checks", registration), new TypeReference<>() {});
        HealthCheck check = checks.get(ConsulRequests.checkId(registration));
        HealthCheck maintenance = checks.get("_service_maintenance:" + registration.id());
        return Optional.of(new Listed(
                service.getService(),
                service.getAddress(),
                service.getPort(),
                Set.copyOf(service.getTags()),
                service.getMeta(),
                check != null && check.getServiceId().equals(Optional.of(registration.id())),
                Optional.ofNullable(maintenance).map(found -> found.getNotes().orElse(""))));
    }

    @Override
    public void maintain(Registration registration, Optional<String> reason) throws ConsulFailure {
        HttpUrl.Builder url = http.url("v1/agent/service/maintenance")
                .addPathSegment(registration.id())
                .addQueryParameter("enable", String.valueOf(reason.isPresent()));
        reason.ifPresent(text -> url.addQueryParameter("reason", text));
        put(url.build(), "", USUAL, "change the maintenance of", registration);
    }

    @Override
    public void register(Registration registration) throws ConsulFailure {
        HttpUrl url = http.url("v1/agent/service/register")
                .addQueryParameter("replace-existing-checks", "true")
                .build();
        put(url, ConsulRequests.register(registration), USUAL, "register", registration);
    }

    @Override
    public void heartbeat(Registration registration, Heartbeat heartbeat) throws ConsulFailure {
        HttpUrl url = http.url("v1/agent/check/update")
                .addPathSegment(ConsulRequests.checkId(registration))
                .build();
        put(url, ConsulRequests.heartbeat(heartbeat), USUAL, "send the heartbeat of", registration);
    }

    @Override
    public void deregister(Registration registration, Duration limit) throws ConsulFailure {
        HttpUrl url = http.url("v1/agent/service/deregister")
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
        http.close();
    }

    private String get(String path, Registration registration) throws ConsulFailure {
        return http.send(
                        new Request.Builder().url(http.url(path).build()),
                        USUAL,
                        "read the registration of " + registration.service(),
                        "service:read on \"" + registration.service() + "\"")
                .body();
    }

    private void put(HttpUrl url, String body, Duration limit, String what, Registration registration)
            throws ConsulFailure {
        http.send(
                new Request.Builder().url(url).put(RequestBody.create(body, JSON)),
                limit,
                what + " " + registration.service(),
                "service:write on \"" + registration.service() + "\"");
    }

    private static <T> T read(String body, TypeReference<T> type) throws ConsulFailure {
        try {
            T value = Jackson.MAPPER.readValue(body, type);
            if (value != null) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw new ConsulFailure(
                    Kind.UNREADABLE, "Consul's answer cannot be read: " + e.getOriginalMessage() + ".", e);
        }
        throw new ConsulFailure(Kind.UNREADABLE, "Consul's answer is null.");
    }
}

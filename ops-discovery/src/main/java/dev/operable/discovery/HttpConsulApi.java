package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.kiwiproject.consul.model.catalog.ServiceWeights;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.Service;
import org.kiwiproject.consul.model.health.ServiceHealth;

/**
 * Speaks Consul's HTTP API: the requests and answers are the Consul client library's, the transport is the JDK's
 * ({@link ConsulHttp}). The library's own transport has no limit for a whole exchange or for the size of an answer, no
 * way to cancel one question, carries the token along a redirect, and takes a thread for each open question.
 */
final class HttpConsulApi implements ConsulApi {
    private final ConsulHttp http;
    private final AddressRules rules;

    HttpConsulApi(ConsulHttp http, AddressRules rules) {
        this.http = http;
        this.rules = rules;
    }

    @Override
    public CompletableFuture<Answer> instances(String service, long index, Duration wait) {
        String target = "/v1/health/service/" + ConsulRequest.encoded(service) + "?stale=1&index=" + index + "&wait="
                + wait.toMillis() + "ms";
        Executor workers = http.transport().workers();
        return http.sendAsync(look(target, service).blocking(wait))
                .thenApplyAsync(reply -> answer(service, reply), workers)
                .thenCompose(answer ->
                        answer.instances().isEmpty() && answer.refused().isEmpty() && !answer.filtered()
                                ? permitted(service, answer, workers)
                                : CompletableFuture.completedFuture(answer));
    }

    private static ConsulRequest look(String target, String service) {
        return ConsulRequest.get(
                target, "look for the instances of " + service, "service:read on \"" + service + "\" and node:read");
    }

    /**
     * What a token may not see is left out of a list, by older servers without a word: it would look as if there were no
     * instance. About what it has itself the agent is plain.
     */
    private CompletableFuture<Answer> permitted(String service, Answer answer, Executor workers) {
        return http.sendAsync(look("/v1/agent/health/service/name/" + ConsulRequest.encoded(service), service))
                .handleAsync(
                        (ignored, thrown) -> {
                            if (thrown instanceof ConsulFailure failure && failure.kind() == Kind.FORBIDDEN) {
                                throw new CompletionException(failure);
                            }
                            // Any other status tells how the instances are that this agent has.
                            return answer;
                        },
                        workers);
    }

    private Answer answer(String service, ConsulHttp.Reply reply) {
        try {
            List<ServiceHealth> found =
                    ConsulJson.read(reply.body(), service, json -> ConsulJson.array(json, ConsulModels::serviceHealth));
            List<ServiceInstance> instances = new ArrayList<>();
            List<String> refused = new ArrayList<>();
            found.stream().filter(HttpConsulApi::serves).forEach(each -> take(service, each, instances, refused));
            return new Answer(reply.index(), instances, refused, reply.filtered(), reply.lastContact());
        } catch (ConsulFailure failure) {
            throw new CompletionException(failure);
        }
    }

    /**
     * Whether nothing is critical. A warning is no reason to stay away: what degrades one instance, such as a disk that fills
     * up, often degrades all of them, and none would be left.
     */
    private static boolean serves(ServiceHealth found) {
        return found.getChecks().stream().noneMatch(check -> check.getStatus().equals("critical"));
    }

    /** Neither for a service without a port or any address: legal in Consul, but nothing that can be called. */
    private void take(String name, ServiceHealth found, List<ServiceInstance> instances, List<String> refused) {
        Service service = found.getService();
        String own = service.getAddress();
        String node = found.getNode().getAddress();
        String host = own.isBlank() ? node : own;
        if (host.isBlank() || service.getPort() == 0) {
            return;
        }
        Optional<String> refusal = rules.refusal(host, service.getPort(), node);
        if (refusal.isPresent()) {
            refused.add("Consul lists " + shown(service.getId()) + " at " + shown(host) + " port " + service.getPort()
                    + ", but " + refusal.get());
            return;
        }
        boolean warned =
                found.getChecks().stream().anyMatch(check -> check.getStatus().equals("warning"));
        int weight = service.getWeights()
                .map(warned ? ServiceWeights::getWarning : ServiceWeights::getPassing)
                .orElse(1);
        instances.add(new ServiceInstance(
                service.getId(),
                // Not the answer's own copy, which each instance would hold on to.
                name,
                host,
                service.getPort(),
                Set.copyOf(service.getTags()),
                service.getMeta(),
                Math.min(Math.max(weight, 1), 65535)));
    }

    /** What anybody may have written, for a log. */
    private static String shown(String text) {
        String start = text.substring(0, Math.min(text.length(), 100));
        return start.replaceAll("[^!-~]", "?");
    }

    /** The names of all services that the token may see. */
    Set<String> services(Duration limit) throws ConsulFailure {
        ConsulRequest request = ConsulRequest.get(
                "/v1/catalog/services?stale=1", "look for the names of services", "service:read on all and node:read");
        return ConsulJson.read(
                        http.send(request.within(limit)).body(),
                        "all services",
                        json -> ConsulJson.map(json, tags -> ""))
                .keySet();
    }

    @Override
    public Optional<Listed> listed(Registration registration) throws ConsulFailure {
        Service service = ConsulJson.read(
                        get("/v1/agent/services", registration), "the agent's services", ConsulModels::services)
                .get(registration.id());
        if (service == null) {
            return Optional.empty();
        }
        Map<String, HealthCheck> checks = checks(registration);
        HealthCheck check = checks.get(ConsulRequests.checkId(registration));
        HealthCheck maintenance = checks.get("_service_maintenance:" + registration.id());
        return Optional.of(new Listed(
                service.getService(),
                service.getAddress(),
                service.getPort(),
                Set.copyOf(service.getTags()),
                service.getMeta(),
                service.getWeights().map(ServiceWeights::getPassing),
                check != null && check.getServiceId().equals(Optional.of(registration.id())),
                Optional.ofNullable(maintenance).map(found -> found.getNotes().orElse(""))));
    }

    @Override
    public List<String> ghosts(Registration registration, Predicate<ProcessMark> dead) throws ConsulFailure {
        Map<String, HealthCheck> checks = checks(registration);
        return checks.values().stream()
                .filter(check -> check.getServiceName().equals(Optional.of(registration.service())))
                .filter(check ->
                        check.getNotes().flatMap(ProcessMark::read).filter(dead).isPresent())
                .flatMap(check -> check.getServiceId().stream())
                .filter(id -> !id.equals(registration.id()))
                .distinct()
                .toList();
    }

    @Override
    public void maintain(Registration registration, Optional<String> reason) throws ConsulFailure {
        String target = "/v1/agent/service/maintenance/" + ConsulRequest.encoded(registration.id()) + "?enable="
                + reason.isPresent()
                + reason.map(text -> "&reason=" + ConsulRequest.encoded(text)).orElse("");
        http.send(put(target, "", "change the maintenance of", registration));
    }

    @Override
    public void register(Registration registration) throws ConsulFailure {
        http.send(put(
                "/v1/agent/service/register?replace-existing-checks=true",
                ConsulRequests.register(registration, ProcessMark.own()),
                "register",
                registration));
    }

    @Override
    public void heartbeat(Registration registration, Heartbeat heartbeat) throws ConsulFailure {
        http.send(put(
                "/v1/agent/check/update/" + ConsulRequest.encoded(ConsulRequests.checkId(registration)),
                ConsulRequests.heartbeat(heartbeat),
                "send the heartbeat of",
                registration));
    }

    @Override
    public void deregister(Registration registration, String id, Duration limit) throws ConsulFailure {
        String target = "/v1/agent/service/deregister/" + ConsulRequest.encoded(id);
        try {
            http.send(put(target, "", "deregister", registration).within(limit));
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

    private Map<String, HealthCheck> checks(Registration registration) throws ConsulFailure {
        return ConsulJson.read(get("/v1/agent/checks", registration), "the agent's checks", ConsulModels::checks);
    }

    private String get(String target, Registration registration) throws ConsulFailure {
        return http.send(ConsulRequest.get(
                        target,
                        "read the registration of " + registration.service(),
                        "service:read on \"" + registration.service() + "\""))
                .body();
    }

    private static ConsulRequest put(String target, String body, String what, Registration registration) {
        return ConsulRequest.put(
                target,
                body,
                what + " " + registration.service(),
                "service:write on \"" + registration.service() + "\"");
    }
}

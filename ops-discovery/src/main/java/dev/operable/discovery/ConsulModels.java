package dev.operable.discovery;

import java.util.Map;
import org.kiwiproject.consul.model.agent.Registration.RegCheck;
import org.kiwiproject.consul.model.catalog.ImmutableServiceWeights;
import org.kiwiproject.consul.model.catalog.ServiceWeights;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.ImmutableHealthCheck;
import org.kiwiproject.consul.model.health.ImmutableNode;
import org.kiwiproject.consul.model.health.ImmutableService;
import org.kiwiproject.consul.model.health.ImmutableServiceHealth;
import org.kiwiproject.consul.model.health.Node;
import org.kiwiproject.consul.model.health.Service;
import org.kiwiproject.consul.model.health.ServiceHealth;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/** The Consul client library's requests and answers, written and read. A model says itself what it must have. */
final class ConsulModels {
    private ConsulModels() {}

    static String json(org.kiwiproject.consul.model.agent.Registration request) {
        return ConsulJson.write(json -> {
            json.writeStringProperty("Name", request.getName());
            json.writeStringProperty("Id", request.getId());
            request.getAddress().ifPresent(address -> json.writeStringProperty("Address", address));
            request.getPort().ifPresent(port -> json.writeNumberProperty("Port", port));
            ConsulJson.write(json, "Tags", request.getTags());
            ConsulJson.write(json, "Meta", request.getMeta());
            request.getServiceWeights().ifPresent(weights -> write(json, weights));
            request.getCheck().ifPresent(check -> write(json, check));
        });
    }

    private static void write(JsonGenerator json, ServiceWeights weights) {
        json.writeObjectPropertyStart("Weights");
        json.writeNumberProperty("Passing", weights.getPassing());
        json.writeNumberProperty("Warning", weights.getWarning());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, RegCheck check) {
        json.writeObjectPropertyStart("Check");
        check.getId().ifPresent(id -> json.writeStringProperty("CheckID", id));
        check.getName().ifPresent(name -> json.writeStringProperty("Name", name));
        check.getNotes().ifPresent(notes -> json.writeStringProperty("Notes", notes));
        check.getDeregisterCriticalServiceAfter()
                .ifPresent(after -> json.writeStringProperty("DeregisterCriticalServiceAfter", after));
        check.getHttp().ifPresent(url -> json.writeStringProperty("HTTP", url));
        check.getGrpc().ifPresent(target -> json.writeStringProperty("GRPC", target));
        check.getGrpcUseTls().ifPresent(tls -> json.writeBooleanProperty("GRPCUseTLS", tls));
        check.getTlsSkipVerify().ifPresent(skip -> json.writeBooleanProperty("TLSSkipVerify", skip));
        check.getInterval().ifPresent(interval -> json.writeStringProperty("Interval", interval));
        check.getTimeout().ifPresent(timeout -> json.writeStringProperty("Timeout", timeout));
        check.getTtl().ifPresent(ttl -> json.writeStringProperty("TTL", ttl));
        json.writeEndObject();
    }

    static ServiceHealth serviceHealth(JsonParser json) {
        ImmutableServiceHealth.Builder found = ImmutableServiceHealth.builder();
        ConsulJson.object(json, (name, value) -> {
            switch (name) {
                case "Node" -> found.node(node(value));
                case "Service" -> found.service(service(value));
                case "Checks" -> found.checks(ConsulJson.array(value, ConsulModels::check));
                default -> {}
            }
        });
        return found.build();
    }

    private static Node node(JsonParser json) {
        ImmutableNode.Builder node = ImmutableNode.builder();
        ConsulJson.object(json, (name, value) -> {
            switch (name) {
                case "Node" -> node.node(ConsulJson.text(value));
                case "Address" -> node.address(ConsulJson.text(value));
                default -> {}
            }
        });
        return node.build();
    }

    static Map<String, Service> services(JsonParser json) {
        return ConsulJson.map(json, ConsulModels::service);
    }

    private static Service service(JsonParser json) {
        ImmutableService.Builder service = ImmutableService.builder();
        ConsulJson.object(json, (name, value) -> {
            switch (name) {
                case "ID" -> service.id(ConsulJson.text(value));
                case "Service" -> service.service(ConsulJson.text(value));
                case "Address" -> service.address(ConsulJson.text(value));
                case "Port" -> service.port(value.getIntValue());
                case "Tags" -> service.tags(ConsulJson.array(value, ConsulJson::text));
                case "Meta" -> service.meta(ConsulJson.map(value, ConsulJson::text));
                case "Weights" -> service.weights(weights(value));
                default -> {}
            }
        });
        return service.build();
    }

    private static ServiceWeights weights(JsonParser json) {
        ImmutableServiceWeights.Builder weights = ImmutableServiceWeights.builder();
        ConsulJson.object(json, (name, value) -> {
            switch (name) {
                case "Passing" -> weights.passing(value.getIntValue());
                case "Warning" -> weights.warning(value.getIntValue());
                default -> {}
            }
        });
        return weights.build();
    }

    static Map<String, HealthCheck> checks(JsonParser json) {
        return ConsulJson.map(json, ConsulModels::check);
    }

    private static HealthCheck check(JsonParser json) {
        ImmutableHealthCheck.Builder check = ImmutableHealthCheck.builder();
        ConsulJson.object(json, (name, value) -> {
            switch (name) {
                case "Node" -> check.node(ConsulJson.text(value));
                case "CheckID" -> check.checkId(ConsulJson.text(value));
                case "Name" -> check.name(ConsulJson.text(value));
                case "Status" -> check.status(ConsulJson.text(value));
                case "Notes" -> check.notes(ConsulJson.text(value));
                case "ServiceID" -> check.serviceId(ConsulJson.text(value));
                case "ServiceName" -> check.serviceName(ConsulJson.text(value));
                default -> {}
            }
        });
        return check.build();
    }
}

package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.operable.discovery.ConsulFailure.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kiwiproject.consul.model.agent.ImmutableRegCheck;
import org.kiwiproject.consul.model.agent.ImmutableRegistration;
import org.kiwiproject.consul.model.agent.Registration;
import org.kiwiproject.consul.model.catalog.ImmutableServiceWeights;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.Service;
import org.kiwiproject.consul.model.health.ServiceHealth;
import org.kiwiproject.consul.util.Jackson;

/** The library's own mapper, which only tests have, is the measure. */
class ConsulModelsTest {
    private static final String CHECK = """
            {"Node": "n1", "CheckID": "c1", "Name": "Self-check of hits", "Status": "passing", "Notes": "mark", "Type": "http",
             "ServiceID": "hits-1", "ServiceName": "hits", "ServiceTags": [], "Definition": {"Interval": ["1s", {"a": 1}]}}""";

    private static final String SERVICE = """
            {"ID": "hits-1", "Service": "hits", "Tags": ["a", "b"], "Meta": {"version": "1.0"}, "Port": 8080, "Address": "10.0.0.1",
             "TaggedAddresses": {"lan_ipv4": {"Address": "10.0.0.1", "Port": 8080}}, "Weights": {"Passing": 3, "Warning": 2}}""";

    /** As an agent lists what was registered without any of them. */
    private static final String BARE = """
            {"ID": "hits-2", "Service": "hits", "Tags": null, "Meta": null, "Port": 0, "Address": "", "Weights": null}""";

    private static final String FOUND = """
            [{"Node": {"ID": "x", "Node": "n1", "Address": "10.0.0.1", "Meta": {"k": "v"}}, "Service": %s, "Checks": [%s]},
             {"Node": {"Node": "n2", "Address": "10.0.0.2"}, "Service": %s, "Checks": []}]""".formatted(SERVICE, CHECK, BARE);

    @Test
    void aRegistrationIsWhatTheLibraryReads() throws Exception {
        theLibraryReads(ImmutableRegCheck.builder()
                .http("https://10.0.0.1:8080/self-check")
                .interval("5000ms")
                .timeout("1000ms")
                .tlsSkipVerify(true));
        theLibraryReads(ImmutableRegCheck.builder()
                .grpc("10.0.0.1:9090/hits")
                .grpcUseTls(true)
                .interval("5000ms")
                .timeout("1000ms"));
        theLibraryReads(ImmutableRegCheck.builder().ttl("15000ms"));
    }

    private static void theLibraryReads(ImmutableRegCheck.Builder check) throws JsonProcessingException {
        Registration registration = ImmutableRegistration.builder()
                .name("hits")
                .id("hits-1")
                .address("10.0.0.1")
                .port(8080)
                .tags(List.of("a", "\"b\""))
                .meta(Map.of("version", "1.0\n"))
                .check(check.id("hits-1:http")
                        .name("Self-check of hits")
                        .notes("mark")
                        .deregisterCriticalServiceAfter("60000ms")
                        .build())
                .serviceWeights(
                        ImmutableServiceWeights.builder().passing(3).warning(2).build())
                .build();
        assertThat(Jackson.MAPPER.readValue(ConsulModels.json(registration), Registration.class))
                .isEqualTo(registration);
    }

    @Test
    void answersAreWhatTheLibraryReads() throws Exception {
        assertThat(found(FOUND))
                .hasSize(2)
                .usingRecursiveComparison()
                // Nobody asks for what else a node has.
                .ignoringFields("node.nodeMeta")
                .isEqualTo(Jackson.MAPPER.readValue(FOUND, new TypeReference<List<ServiceHealth>>() {}));
        String services = "{\"hits-1\": " + SERVICE + ", \"hits-2\": " + BARE + "}";
        assertThat(ConsulJson.read(services, "services", ConsulModels::services))
                .hasSize(2)
                .isEqualTo(Jackson.MAPPER.readValue(services, new TypeReference<Map<String, Service>>() {}));
        String checks = "{\"c1\": " + CHECK + "}";
        assertThat(ConsulJson.read(checks, "checks", ConsulModels::checks))
                .hasSize(1)
                .isEqualTo(Jackson.MAPPER.readValue(checks, new TypeReference<Map<String, HealthCheck>>() {}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[1]",
                "[{\"Node\": {\"Node\": \"s3cret\"}}]",
                "[{\"Service\": {\"Port\": \"s3cret\"}}]",
                "[{\"Service\": {\"ID\": {\"s3cret\": 1}}}]",
                "[{\"Checks\": {\"s3cret\": 1}}]",
                "[] s3cret",
                "[] []",
                "[{\"s3cret"
            })
    void whatIsNoAnswerIsToldWithoutIt(String answer) {
        assertThatThrownBy(() -> found(answer))
                .isInstanceOfSatisfying(ConsulFailure.class, failure -> assertThat(failure.kind())
                        .isEqualTo(Kind.UNREADABLE))
                .hasMessageStartingWith("Consul's answer about hits ")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    private static List<ServiceHealth> found(String answer) throws ConsulFailure {
        return ConsulJson.read(answer, "hits", json -> ConsulJson.array(json, ConsulModels::serviceHealth));
    }
}

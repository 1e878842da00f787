package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RpcVariablesTest {
    private static final RpcOptions CODE = RpcOptions.builder()
            .deadline(Duration.ofSeconds(2))
            .attemptTimeout(Duration.ofMillis(800))
            .retries(1)
            .build();

    private static Settings settings(Map<String, String> variables) {
        return RpcVariables.describe(Settings.of("links").environment(variables))
                .load();
    }

    private static RpcOptions over(Map<String, String> variables, String service, RpcOptions code) {
        return RpcVariables.of(settings(variables)).over(service, code);
    }

    @Test
    void theEnvironmentWinsOverTheCodeWhichWinsOverTheDefaults() {
        RpcOptions options = over(Map.of("OPS_RPC_HITS_DEADLINE", "500ms"), "hits", CODE);

        assertThat(options.deadline()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.attemptTimeout()).as("not longer than the call").isEqualTo(Duration.ofMillis(500));
        assertThat(options.retries()).isEqualTo(1);
        assertThat(options.ejectAfter()).isEqualTo(5);
    }

    @Test
    void aServiceOfWhichNothingIsSetIsCalledAsTheCodeSays() {
        assertThat(over(Map.of("OPS_RPC_HITS_DEADLINE", "500ms"), "mail", CODE)).isEqualTo(CODE);
    }

    @Test
    void dashesAndDotsOfANameAreUnderscores() {
        assertThat(over(Map.of("OPS_RPC_MAIL_OUT_EU_RETRIES", "0"), "mail-out.eu", CODE)
                        .retries())
                .isZero();
    }

    @Test
    void everyOptionHasAVariable() {
        RpcOptions options = over(
                Map.of(
                        "OPS_RPC_HITS_CONNECT_TIMEOUT", "100ms",
                        "OPS_RPC_HITS_RETRY_PERCENT", "5",
                        "OPS_RPC_HITS_RETRIES_PER_SECOND", "3",
                        "OPS_RPC_HITS_BACKOFF", "10ms",
                        "OPS_RPC_HITS_BACKOFF_AT_MOST", "20ms",
                        "OPS_RPC_HITS_EJECT_AFTER", "0",
                        "OPS_RPC_HITS_ANSWER_BYTES", "1000"),
                "hits",
                RpcOptions.defaults());

        assertThat(options)
                .isEqualTo(RpcOptions.builder()
                        .connectTimeout(Duration.ofMillis(100))
                        .retryPercent(5)
                        .retriesPerSecond(3)
                        .backoff(Duration.ofMillis(10))
                        .backoffAtMost(Duration.ofMillis(20))
                        .ejectAfter(0)
                        .answerBytes(1000)
                        .build());
    }

    @Test
    void whatContradictsTheCodeIsToldWithItsVariables() {
        RpcOptions code = RpcOptions.builder()
                .backoff(Duration.ofMillis(200))
                .backoffAtMost(Duration.ofMillis(200))
                .build();

        assertThatThrownBy(() -> over(Map.of("OPS_RPC_HITS_BACKOFF_AT_MOST", "100ms"), "hits", code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The options that the code gives do not go together with OPS_RPC_HITS_BACKOFF_AT_MOST:"
                        + " backoffAtMost must be at least backoff (200ms), but is \"100ms\"");
    }

    @Test
    void aMisspeltOneIsAProblemOfTheStart() {
        assertThatThrownBy(() -> settings(Map.of("OPS_RPC_HITS_DEADLIN", "1s", "OPS_RPC_MAIL_RETRIES", "12")))
                .hasMessageContaining("OPS_RPC_HITS_DEADLIN")
                .hasMessageContaining("Did you mean OPS_RPC_HITS_DEADLINE?")
                .hasMessageContaining("OPS_RPC_MAIL_RETRIES")
                .hasMessageContaining("must be between 0 and 10");
    }

    @Test
    void clientsHaveThem() {
        RpcVariables variables = RpcVariables.of(settings(Map.of("OPS_RPC_HITS_RETRIES", "7")));
        try (RpcClients rpc =
                RpcClients.create(KnownInstances.of(1), CODE, new SimpleMeterRegistry(), "links", variables)) {
            assertThat(rpc.client("hits").options().retries()).isEqualTo(7);
            assertThat(rpc.client("hits", CODE)).isSameAs(rpc.client("hits"));
            assertThatThrownBy(() -> rpc.client("hits", RpcOptions.defaults()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}

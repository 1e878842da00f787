package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.discovery.Registration;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service publishes. */
class RpcPolicyTest {
    @Test
    void aPolicyIsItsTextAndTheMetaOfARegistration() {
        RpcPolicy policy = RpcPolicy.builder()
                .deadline(Duration.ofSeconds(2))
                .attemptTimeout(Duration.ofMillis(400))
                .retries(1)
                .retryPercent(5)
                .retriesPerSecond(0)
                .attemptsAtOnce(10)
                .ratePerSecond(50)
                .once("GET", "/export")
                .repeatable("POST", "/links/{id}/hits")
                .build();

        String text = "deadline=2s attemptTimeout=400ms retries=1 retryPercent=5 retriesPerSecond=0 attemptsAtOnce=10"
                + " ratePerSecond=50 once=GET:/export repeatable=POST:/links/{id}/hits";
        assertThat(policy).hasToString(text).isEqualTo(RpcPolicy.parse(text));
        assertThat(policy.meta()).isEqualTo(Map.of("ops-rpc", text));
        assertThat(Registration.of("hits", "10.0.0.7", 80)
                        .meta(policy.meta())
                        .build()
                        .meta())
                .isEqualTo(Map.of("ops-rpc", text));
        assertThat(RpcPolicy.parse("").meta()).isEmpty();
    }

    @Test
    void whatIsLongerThanAValueOfConsulsMetaGoesOnInTheNext() {
        RpcPolicyBuilder builder = RpcPolicy.builder();
        for (int i = 0; i < 100; i++) {
            builder.once("GET", "/reports/of/many/kinds/" + i);
        }
        RpcPolicy policy = builder.build();

        assertThat(policy.meta()).hasSizeBetween(7, 8).containsKeys("ops-rpc", "ops-rpc-2", "ops-rpc-7");
        assertThat(policy.meta().values()).allSatisfy(value -> assertThat(value).hasSizeLessThanOrEqualTo(512));
        assertThat(Registration.of("hits", "a", 1).meta(policy.meta()).build()).isNotNull();
        assertThat(RpcPolicy.text(policy.meta())).isEqualTo(policy.toString());
        builder.once("GET", "/" + "long/".repeat(80)).once("GET", "/" + "longer/".repeat(60));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("at most 8", "Name fewer paths");
        assertThatThrownBy(() ->
                        RpcPolicy.builder().once("GET", "/" + "x".repeat(512)).build())
                .hasMessageContaining("Consul takes at most 512");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        retries=many | "retries=many" must be a number from 0 to 10.
        retries=11 | "retries=11" must be a number from 0 to 10.
        attemptsAtOnce=0 | "attemptsAtOnce=0" must be a number from 1 to 500.
        deadline=soon | "deadline=soon" is not a duration. Write it as 500ms or 2s.
        deadline=0s | "deadline=0s" must be more than 0s and at most 1d.
        retires=1 | "retires=1" is not known. Known are deadline, attemptTimeout, retries,
        retries | "retries" is not known.
        retries=1 retries=0 | "retries=0" is there twice. Leave one of them out.
        once=export | "once=export" is not METHOD:/path. Write it as POST:/links/{id}/hits.
        once=get:/export | "once=get:/export" is not METHOD:/path.
        once=GET:/export?all | is not METHOD:/path.
        once=/files/{name}.csv | has a variable that is not a whole segment. Write /files/{name}.
        once=GET:/a/{x} repeatable=GET:/a/{y} | "repeatable=GET:/a/{y}" contradicts once of the same.
        """)
    void whatCannotBeUsedIsRefusedWithTheFix(String text, String message) {
        assertThatThrownBy(() -> RpcPolicy.parse("ratePerSecond=5 " + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> RpcPolicy.parse("retries=many deadline=soon"))
                .hasMessageContainingAll("retries=many", "deadline=soon");
        assertThatThrownBy(() -> RpcPolicy.builder().retries(11)).hasMessageContaining("from 0 to 10");
        assertThatThrownBy(() -> RpcPolicy.builder().deadline(Duration.ZERO)).hasMessageContaining("more than 0s");
        assertThatThrownBy(() -> RpcPolicy.builder().once("GET", "export")).hasMessageContaining("is not METHOD:/path");
    }

    @ParameterizedTest
    @CsvSource({
        "GET:/export, GET, /export, true",
        "GET:/export, GET, /export?all=1, true",
        "GET:/export, POST, /export, false",
        "GET:/export, GET, /exports, false",
        "GET:/export, GET, /export/, false",
        "GET:/export, GET, /, false",
        "/links/{id}/hits, POST, /links/a%2Fb/hits, true",
        "/links/{id}/hits, POST, /links//hits, false",
        "/links/{id}/hits, POST, /links/a/b/hits, false",
        "/links/{id}, GET, /links/a?x=/y, true",
        "/links/{id}, GET, /links, false",
        "/, GET, /, true",
        "/, GET, /a, false"
    })
    void aPathIsOneWhateverItsVariables(String rule, String method, String target, boolean matches) {
        assertThat(PathRule.of(rule).matches(method, target)).isEqualTo(matches);
    }
}

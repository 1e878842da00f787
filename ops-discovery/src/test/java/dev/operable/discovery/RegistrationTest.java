package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
    @Test
    void theDefaultsNeedOnlyTheAddress() {
        Registration hits = Registration.of("hits", "::1", 8082).build();
        assertThat(hits.id()).isEqualTo("hits-::1-8082");
        assertThat(hits.check())
                .isEqualTo(ServiceCheck.http(URI.create("http://[::1]:8082/self-check/ready?for=consul")));
        assertThat(hits.deregisterAfter()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aServiceWithTlsIsAskedWithHttpsAndSaysSo() {
        Registration hits = Registration.of("hits", "10.0.0.7", 8443).tls().build();
        assertThat(hits.check())
                .isEqualTo(ServiceCheck.http(URI.create("https://10.0.0.7:8443/self-check/ready?for=consul")));
        assertThat(hits.meta()).containsEntry("protocol", "https");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536})
    void aWeightThatConsulRefusesIsNamed(int weight) {
        assertThatThrownBy(() -> Registration.of("hits", "a", 1).weight(weight).build())
                .hasMessage("The weight of hits is " + weight
                        + ", which is not between 1 and 65535. Use 1, or leave it out, for a usual share.");
    }

    @Test
    void aMetaKeyThatConsulRefusesIsNamed() {
        assertThatThrownBy(() -> Registration.of("hits", "a", 1)
                        .meta("ok", "1")
                        .meta("git.sha", "1")
                        .build())
                .hasMessage("The meta key \"git.sha\" of hits is not accepted by Consul:"
                        + " 1 to 128 characters of A-Z a-z 0-9 _ - are.");
    }

    @Test
    void aMetaValueThatConsulRefusesIsNamed() {
        assertThat(Registration.of("hits", "a", 1)
                        .meta("long", "x".repeat(512))
                        .build()
                        .meta())
                .containsKey("long");
        assertThatThrownBy(() -> Registration.of("hits", "a", 1)
                        .meta("long", "x".repeat(513))
                        .build())
                .hasMessage("The meta value of \"long\" of hits has 513 characters; Consul takes at most 512.");
    }

    @Test
    void moreThan64MetaPairsAreRefused() {
        Registration.Builder builder = Registration.of("hits", "a", 1);
        for (int i = 0; i < 64; i++) {
            builder.meta("k" + i, "");
        }
        assertThat(builder.build().meta()).hasSize(64);
        assertThatThrownBy(() -> builder.meta("k64", "").build())
                .hasMessage("The registration of hits has 65 meta pairs; Consul takes at most 64.");
    }

    @Test
    void lessThanAMinuteOfBeingCriticalIsRefused() {
        assertThatThrownBy(() -> Registration.of("hits", "a", 1)
                        .deregisterAfter(Duration.ofSeconds(30))
                        .build())
                .hasMessageContaining("the least is 1m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a b", "-a", "a?b"})
    void aNameThatWouldBreakAPathIsRefused(String name) {
        assertThatThrownBy(() -> Registration.of(name, "a", 1).build())
                .hasMessageStartingWith("The service name \"" + name + "\" is not usable");
    }
}

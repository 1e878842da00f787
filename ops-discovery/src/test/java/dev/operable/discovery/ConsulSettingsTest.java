package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.Secret;
import dev.operable.discovery.ConsulSettings.CheckKind;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulSettingsTest {
    private static ConsulSettings settings(String address, boolean ssl) {
        return new ConsulSettings(
                address,
                Optional.empty(),
                ssl,
                ConsulTls.USUAL,
                Optional.empty(),
                Optional.empty(),
                CheckKind.HTTP,
                Duration.ofMinutes(1),
                190);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8500,       false, http://127.0.0.1:8500",
        "localhost:8500,       true,  https://localhost:8500",
        "consul,               false, http://consul",
        "'',                   false, http://127.0.0.1:8500",
        "' ',                  false, http://127.0.0.1:8500",
        "[::1]:8500,           false, http://[::1]:8500",
        "http://consul:8500/,  true,  http://consul:8500",
        "HTTPS://consul:8501,  false, https://consul:8501",
    })
    void readsTheFormsThatConsulsOwnToolsRead(String address, boolean ssl, URI uri) {
        assertThat(settings(address, ssl).uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:///run/consul.sock", "http://a/v1", "a b", "http://", "a:8500?token=x"})
    void namesAnAddressThatIsNotUsable(String address) {
        assertThatThrownBy(() -> settings(address, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + address + "\", is not usable")
                .hasMessageContaining("CONSUL_HTTP_ADDR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:s3cret@consul:8500", "http://me:s3cret word@consul:8500"})
    void keepsAPasswordInTheAddressOutOfTheMessageAndItsCauses(String address) {
        assertThatThrownBy(() -> settings(address, false))
                .hasMessageContaining("•••@consul:8500")
                .satisfies(StackTrace.without("s3cret"));
    }

    @Test
    void keepsATokenThatIsNoneOutOfTheMessage() {
        ConsulSettings settings = settings("consul", false);
        assertThatThrownBy(() -> settings.withToken(Secret.of("s3cret\n")))
                .hasMessageContaining("CONSUL_HTTP_TOKEN")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void boundsTheWait() {
        ConsulSettings settings = settings("consul", false);
        assertThatThrownBy(() -> settings.withMaxWait(Duration.ofMinutes(11))).hasMessageContaining("11m");
        assertThatThrownBy(() -> settings.withMaxWait(Duration.ZERO)).hasMessageContaining(" 0s,");
    }
}

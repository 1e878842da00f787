package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedDiscoveryTest {
    private static Discovery hitsAt(String... uris) {
        return Discovery.fixed(
                Map.of("hits", List.of(uris).stream().map(URI::create).toList()));
    }

    @Test
    void givesTheAddressesAtOnce() throws Exception {
        Instances hits = hitsAt("http://a:1", "http://[::1]:2/", "http://b").instances("hits");
        assertThat(hits.await(Duration.ZERO).instances())
                .extracting(ServiceInstance::address)
                .containsExactly("a:1", "[::1]:2", "b:80");
        assertThat(hits.current().version()).isEqualTo(1);
        assertThat(hits.current().source()).isEqualTo("static");
    }

    @Test
    void theFirstThatKnowsANameWins() {
        Discovery both = hitsAt("http://a:1")
                .or(Discovery.fixed(
                        Map.of("hits", List.of(URI.create("http://b:2")), "links", List.of(URI.create("http://c:3")))));
        assertThat(both.instances("hits").current().instances())
                .extracting(ServiceInstance::host)
                .containsExactly("a");
        assertThat(both.instances("links").current().instances())
                .extracting(ServiceInstance::host)
                .containsExactly("c");
        assertThat(both.knows("links")).isTrue();
        assertThat(both.knows("others")).isFalse();
        assertThat(both.instances("others").current().instances()).isEmpty();
    }

    @Test
    void noneKnowsNothing() {
        assertThat(Discovery.none().knows("hits")).isFalse();
        assertThat(Discovery.none().instances("hits").current().instances()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a:1/x", "http://a:1/path", "http://a:1?x", "a:1", "ftp://a", "http:///"})
    void namesAnAddressThatIsNotUsable(String uri) {
        assertThatThrownBy(() -> hitsAt(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The address \"" + uri
                                + "\" of hits is not usable. Write it as http://host:port or https://host:port, without a path.");
    }

    @Test
    void anAddressOfHttpsIsCalledOverTlsAtItsUsualPort() {
        assertThat(hitsAt("https://a").instances("hits").current().instances())
                .extracting(ServiceInstance::tls, ServiceInstance::port)
                .containsExactly(tuple(true, 443));
        assertThat(hitsAt("http://a").instances("hits").current().instances())
                .extracting(ServiceInstance::tls, ServiceInstance::port)
                .containsExactly(tuple(false, 80));
    }

    @Test
    void refusesTheSameAddressTwice() {
        assertThatThrownBy(() -> hitsAt("http://a:1", "http://a:1/")).hasMessageContaining("has an address twice");
    }
}

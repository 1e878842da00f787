package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a b", "a?b", "ä"})
    void namesThatCouldBeAnotherKeyAreRefused(String name) {
        // Nobody is asked.
        ConsulSettings nowhere = ConsulSettings.at(URI.create("http://127.0.0.1:1"));
        try (Consul consul = Consul.connect(nowhere, new SimpleMeterRegistry())) {
            Leases leases = consul.leases(LeaseSettings.defaults());
            assertThatThrownBy(() -> leases.acquire(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("\"" + name + "\" is not the name of a lease:")
                    .hasMessageContaining("hits/cleanup");
        }
    }
}

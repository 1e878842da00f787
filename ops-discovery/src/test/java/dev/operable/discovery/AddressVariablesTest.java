package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressVariablesTest {
    private final AddressVariables addresses = new AddressVariables(name -> Optional.ofNullable(Map.of(
                    "HITS_URL", "http://127.0.0.1:8081, http://127.0.0.1:8082",
                    "OLD_LINKS_URL", "http://user:s3cret@host:1 x",
                    "ODD_LINKS_URL", "http://user:s3cret@odd_host:1")
            .get(name)));

    @Test
    void a_service_is_known_by_its_variable() {
        assertThat(addresses.knows("hits")).isTrue();
        assertThat(addresses.knows("links")).isFalse();
        assertThat(addresses.instances("hits").current().instances())
                .extracting(ServiceInstance::address)
                .containsExactlyInAnyOrder("127.0.0.1:8081", "127.0.0.1:8082");
    }

    @Test
    void a_service_without_its_variable_has_no_instances() {
        assertThat(addresses.instances("links").current().instances()).isEmpty();
    }

    @Test
    void a_malformed_list_names_the_variable_and_keeps_the_password() {
        assertThatThrownBy(() -> addresses.instances("old-links"))
                .hasMessage("OLD_LINKS_URL is not a list of addresses (Illegal character in authority)."
                        + " Write it as http://a:8080,http://b:8080.")
                .satisfies(StackTrace.without("s3cret"));
    }

    /** A host with an underscore has no user information as far as a URI tells. */
    @Test
    void a_list_with_an_odd_host_keeps_the_password() {
        assertThatThrownBy(() -> addresses.instances("odd-links"))
                .hasMessageContaining("\"•••@odd_host:1\"")
                .satisfies(StackTrace.without("s3cret"));
    }
}

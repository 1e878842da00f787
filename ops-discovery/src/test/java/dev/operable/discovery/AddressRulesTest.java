package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final String ELSEWHERE = "203.0.113.7";

    private final AddressRules rules = new AddressRules(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.7",
                "203.0.113.7",
                "2001:db8::7",
                "fd12:3456::1",
                "hits",
                "hits.example.com",
                "hits.example.com.",
                "my_host",
                "a-1.b2",
                "xn--bcher-kva.example",
                "7hits.example",
                "localhost.example",
                "::ffff:10.0.0.7"
            })
    void whatIsAnAddressOfAMachineMayBeCalled(String host) {
        assertThat(rules.refusal(host, 80, ELSEWHERE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "fe80::1",
                "FEBF::1",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "fd00:ec2::254",
                "100.100.100.200"
            })
    void whereCloudsGiveOutCredentialsMayNotBeCalled(String host) {
        assertThat(rules.refusal(host, 80, ELSEWHERE).orElse("")).contains("link-local");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "::1",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1",
                "64:ff9b::127.0.0.1",
                "localhost",
                "LOCALHOST.",
                "x.localhost"
            })
    void aLoopbackAddressMayBeCalledOnlyOnThisMachine(String host) {
        assertThat(rules.refusal(host, 80, ELSEWHERE).orElse("")).contains("loopback address, of another machine");
        assertThat(rules.refusal(host, 80, "127.0.0.1")).isEmpty();
        assertThat(rules.refusal(host, 80, "::1")).isEmpty();
        assertThat(rules.refusal(host, 80, "node.example")).isPresent();
        assertThat(new AddressRules(false).refusal(host, 80, "127.0.0.1"))
                .as("from an agent on another machine")
                .isPresent();
    }

    @Test
    void aLoopbackAddressMayBeCalledWhenTheNodeIsAnAddressOfThisMachine() {
        String own = RoutableAddress.first().getHostAddress();
        assertThat(rules.refusal("127.0.0.1", 80, own)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "0.1.2.3", "::", "224.0.0.1", "239.1.1.1", "ff02::1", "255.255.255.255", "240.0.0.1"})
    void whatIsNoAddressOfOneMachineMayNotBeCalled(String host) {
        assertThat(rules.refusal(host, 80, ELSEWHERE).orElse("")).contains("no address of one machine");
    }

    /** Among them other ways to write the addresses above, which some readers understand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "2130706433",
                "127.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "0177.0.0.1",
                "010.0.0.7",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3",
                "fe80::1%eth0",
                "[::1]",
                ":::",
                "12345::",
                "a b",
                "a/b",
                "a:80",
                "user@host",
                "a\r\nb",
                "host#",
                "a?b",
                "-a",
                "a-",
                "a..b",
                ".a",
                "http://a",
                "bücher.example",
                "a\u0000b",
                "a\\b"
            })
    void whatIsNotAHostMayNotBeCalled(String host) {
        assertThat(rules.refusal(host, 80, ELSEWHERE).orElse("")).contains("that is not a host");
    }

    @Test
    void aNameIsNotLongerThanNamesAre() {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, "a".repeat(61));
        assertThat(rules.refusal(name, 80, ELSEWHERE)).isEmpty();
        assertThat(rules.refusal(name + "a", 80, ELSEWHERE)).isPresent();
        assertThat(rules.refusal("a".repeat(64), 80, ELSEWHERE)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536, Integer.MAX_VALUE})
    void aPortIsBetween1And65535(int port) {
        assertThat(rules.refusal("10.0.0.7", port, ELSEWHERE).orElse("")).contains("port");
    }
}

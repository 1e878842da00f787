package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerTest {
    // curl sends the bytes of UTF-8, which the JDK's server reads as ISO 8859-1; without decoding it is "MÃ¼ller".
    @ParameterizedTest
    @ValueSource(strings = {"ada", "Müller", "Zoë O'Neil", "ada@example.org"})
    void isWhoItSaysItIsAtTheAddressThatItHas(String name) throws Exception {
        FakeExchange exchange = new FakeExchange();
        byte[] sent = name.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestHeaders().set("X-Ops-User", new String(sent, StandardCharsets.ISO_8859_1));

        assertThat(Caller.of(exchange)).isEqualTo(name + " at 127.0.0.1");
    }
}

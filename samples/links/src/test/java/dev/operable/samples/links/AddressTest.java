package dev.operable.samples.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.operable.samples.links.Address.BadAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTest {
    private static String reason(String text) {
        try {
            return "none, it was taken as " + Address.parse(text);
        } catch (BadAddress e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void absoluteWebAddressesAreTaken() throws BadAddress {
        for (String text : List.of(
                "https://www.rfc-editor.org/rfc/rfc9110",
                "http://example.com",
                "HTTP://EXAMPLE.COM/",
                "https://example.com:8443/a?b=c&d=%20#e",
                "http://127.0.0.1:8080/",
                "http://[::1]/x")) {
            assertThat(Address.parse(text).uri()).hasToString(text);
        }
    }

    @Test
    void otherCharactersThanAsciiAreEncoded() throws BadAddress {
        assertThat(Address.parse("https://example.com/\u00fc?q=\u4e2d").uri())
                .hasToString("https://example.com/%C3%BC?q=%E4%B8%AD");
    }

    @Test
    void everythingElseIsRefusedWithTheReason() {
        assertThat(reason("")).contains("missing");
        assertThat(reason("   ")).contains("missing");
        assertThat(reason("example.com")).contains("http:// or https://");
        assertThat(reason("/relative")).contains("http:// or https://");
        assertThat(reason("//example.com/")).contains("http:// or https://");
        assertThat(reason("ftp://example.com/")).contains("http:// or https://");
        assertThat(reason("javascript:alert(1)")).contains("http:// or https://");
        assertThat(reason("data:text/html,x")).contains("http:// or https://");
        assertThat(reason("https:///path")).contains("no host");
        assertThat(reason("https:example.com")).contains("no host");
        assertThat(reason("http://exa_mple")).contains("no host");
        assertThat(reason("http://m\u00fcnchen.example/")).contains("no host");
        assertThat(reason("http://example.com:99999/")).contains("99999");
        assertThat(reason("http://user:secret@example.com/"))
                .contains("user name")
                .doesNotContain("secret");
        assertThat(reason("http://example.com/a b")).contains("malformed").contains("position 20");
        assertThat(reason("http://example.com/\r\nSet-Cookie: a=b")).contains("malformed");
        assertThat(reason("http://")).contains("malformed");
        assertThat(reason("http://[::1")).contains("malformed");
    }

    @Test
    void lengthIsBounded() throws BadAddress {
        String base = "https://example.com/";
        String longest = base + "a".repeat(Address.MAX_LENGTH - base.length());
        assertThat(Address.parse(longest).uri()).hasToString(longest);
        assertThat(reason(longest + "a")).contains("2049 characters");
        assertThat(reason(base + "\u4e2d".repeat(300)))
                .as("9 characters each, encoded")
                .contains("encoded");
        assertThatExceptionOfType(BadAddress.class).isThrownBy(() -> Address.parse("h".repeat(1_000_000)));
    }
}

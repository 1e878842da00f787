package dev.operable.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {
    private final Redaction redaction = Redaction.standard();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET https://me:pw@db/?token=x done | GET https://me:•••@db/?token=••• done",
                "login with password=hunter2 failed | login with password=••• failed",
                "Login[user=me, password=hunter2] | Login[user=me, password=•••",
                "password=\"two words\" and more | password=••• and more",
                "{\"user\":\"me\",\"password\":\"hun\\\"ter2\",\"n\":1} | {\"user\":\"me\",\"password\":•••,\"n\":1}",
                "{\"api_key\" : 4711, \"n\": 1} | {\"api_key\" : •••, \"n\": 1}",
                "{\\\"password\\\":\\\"hunter2\\\"} | {\\\"password\\\":•••}",
                "{\"passwords\":[\"a\",\"b]2\"],\"n\":1} | {\"passwords\":•••,\"n\":1}",
                "{\"secret\": {\"a\":[1],\"v\":\"hun}ter2\"}, \"n\":1} | {\"secret\": •••, \"n\":1}",
                "{\\\"secret\\\":{\\\"v\\\":\\\"hun}ter2\\\"},\\\"n\\\":1} | {\\\"secret\\\":•••,\\\"n\\\":1}",
                "{\"tokens\":[\"cut | {\"tokens\":•••",
                "{\\\"tokens\\\":[\\\"a\\\\\\\"]b\\\",\\\"c\\\"],\\\"n\\\":1} | {\\\"tokens\\\":•••,\\\"n\\\":1}",
                "Login[user=me, passwords=[a, hunter2], n=1] | Login[user=me, passwords=•••, n=1]",
                "{secret={a=x, b=hunter2}, n=1} | {secret=•••, n=1}",
                "h=Authorization%3A%20Bearer%20hunter2hunter2 | h=Authorization: Bearer •••",
                "Authorization: Bearer abc.DEF-123 sent | Authorization: Bearer ••• sent",
                "authorization: bearer hunter2 | authorization: bearer •••",
                "Basic bWU6aHVudGVyMg== | Basic •••",
                "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl. | got •••",
                "card 4111111111111111 | card •••",
                "paid with 4111111111111111/12/27, card-4111111111111111 | paid with •••/12/27, card-•••",
                "card 4111 1111 1111 1111, 5500-0000-0000-0004 and 378282246310005. | card •••, ••• and •••.",
                "order 123 4111111111111111 2 | order 123 ••• 2",
                "to /login?next=https%3A%2F%2Fu%3Ahunter2%40h%2F ok | to /login?next=https://u:•••@h/ ok",
                "https://h/?password%3Dhunter2 | https://h/?password=•••",
                "https://h/?to%6ben=hunter2 | https://h/?token=•••",
                "next=%2F%3Fsecret%253Dhunter2 | next=/?secret=•••",
                "a=b&secret=x&c=d | a=b&secret=•••&c=d",
            })
    void hidesWhatIsSecretInAText(String text, String shown) {
        assertThat(redaction.text(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Order 4711 accepted in 12 ms.",
                "100% of a%20b%2Fc?next=%2Flinks",
                "https://api.example.com/v1/users/joe%40corp.example/orders",
                "https://h:8080/%40scope%2Fpkg?mail=joe%40example.com#v1%402",
                "Basic authentication is required, a bearer token too",
                "at java.base/java.lang.Thread.run(Thread.java:840)",
                "com.acme.Foo@1a2b3c4d is not com.acme.Bar@5e6f",
                "mail to me@example.org",
                "4111111111111112 has the wrong check digit",
                "1763712345678901 is a time",
                "id a4111111111111111 and 4111111111111111a",
                "/tmp/work-4111111111111111/app.log",
                "eyJhbGci is no token",
                "x == y && a = b",
                "traceparent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void leavesEverythingElse(String text) {
        assertThat(redaction.text(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "apiToken",
                "DB_PASSWORD",
                "client-secret",
                "access.token",
                "SIGNING_KEY",
                "Authorization"
            })
    void hidesValuesByTheirName(String name) {
        assertThat(redaction.value(name, "x")).isEqualTo("•••");
    }

    // With the parameters' rule first the token stays.
    @Test
    void hidesTheTokenOfAHeaderInWhateverFormItIsPrinted() {
        for (String text : List.of(
                "Authorization=[Bearer abcdef123]",
                "Authorization=Bearer abcdef123",
                "Authorization: Bearer abcdef123",
                "{Authorization=[Basic abcdef123], Host=[a]}",
                "authorization=Basic abcdef123, x=y")) {
            assertThat(redaction.text(text))
                    .as(text)
                    .doesNotContain("abcdef123")
                    .contains("•••");
        }
    }

    @Test
    void canBeExtended() {
        Redaction more = redaction.names("iban", "").pattern(Pattern.compile("\\bSSN \\d{9}\\b"));

        assertThat(more.value("customerIban", "x")).isEqualTo("•••");
        assertThat(more.text("SSN 123456789, iban=DE02 and password=x")).isEqualTo("•••, iban=••• and password=•••");
        assertThat(redaction.text("SSN 123456789, iban=DE02")).isEqualTo("SSN 123456789, iban=DE02");
        assertThat(more.value("name", "x")).isEqualTo("x");
    }

    @Test
    void hidesNothingTwice() {
        for (String text : List.of("password=x token=y", "https://me:pw@db", "Bearer abc123 4111111111111111")) {
            String once = redaction.text(text);
            assertThat(redaction.text(once)).isEqualTo(once);
        }
    }

    // What is searched back and forth from each place it begins at does not end in time.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                "a=",
                "password=",
                "\"",
                "\"password\":",
                "\"password\":[",
                "%41",
                "%25",
                "%3D ",
                "eyJ",
                "eyJa.",
                "Bearer ",
                "basic ",
                "4",
                "4 ",
                "4-",
                "@",
                ":@",
                "://",
                " ",
                "\\\"",
                "\"\\\"",
                "token='"
            })
    void takesTimeInProportionToTheText(String part) {
        String text = part.repeat(4_000_000 / part.length());

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> redaction.text(text));
    }
}

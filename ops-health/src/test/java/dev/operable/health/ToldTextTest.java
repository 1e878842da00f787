package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.Redaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is kept of the words and numbers of a check. */
@Timeout(60)
class ToldTextTest {
    // Without the rules for sentences all rows but the last and the one of "x1 of y" fail; the last without those of
    // the log;
    // the one with two colons where what looked like a value is not looked at as a name.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "login with password: swordfish refused    | login with password: ••• refused",
                "the password is swordfish                 | the password is •••",
                "Password was: x1 of y                     | Password was: ••• of y",
                "API key: 7f3a9                            | API key: •••",
                "the access token is \"a b c\", sorry      | the access token is •••, sorry",
                "db.password: 'a b'                        | db.password: •••",
                "token:abc123def                           | token:•••",
                "password: x1: b                           | password: ••• b",
                "it failed: password: swordfish            | it failed: password: •••",
                "no answer of https://me:pw@db/x           | no answer of https://me:•••@db/x"
            })
    void aSecretInASentenceIsHidden(String said, String told) {
        assertThat(Shown.of(CheckResult.fail(said), Redaction.standard()).reason())
                .isEqualTo(told);
    }

    // Without the words that no secret follows these fail: "password: YES", "is wrong", "is expired"; and without those
    // that
    // exceptions end with, the one of the exception.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL: password authentication failed for user \"hits\"",
                "Access denied for user 'hits'@'db' (using password: YES)",
                "the password is wrong",
                "com.acme.TokenExpiredException: it expired at 12:00",
                "the token is expired",
                "the token bucket is empty",
                "password check failed",
                "the token (see the documentation) is too old",
                "1 secret(s) missing",
                "column \"password\" of relation \"users\" does not exist",
                "Unexpected token '<', \"<!DOCTYPE\" is not JSON",
                "at com.acme.Tokens.readToken(Tokens.java:17)",
                "token://broker refuses connections",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "password: -",
                "it refuses connections (Connection refused)",
                "the name of the key is orders",
                "hung since 2026-11-01T07:12:03.120Z at com.acme.Store.count(Store.java:17): no answer within 1s"
            })
    void whatIsNoSecretStays(String said) {
        assertThat(Shown.of(CheckResult.fail(said), Redaction.standard()).reason())
                .isEqualTo(said);
    }

    @Test
    void keysAndNumbersHideWhatTextsHide() {
        CheckResult shown = Shown.of(
                CheckResult.pass()
                        .with("card", 4_111_111_111_111_111L)
                        .with("freeBytes", 4_222_222_222_222L)
                        .with("https://u:S3KR1T@h", 1),
                Redaction.standard());

        assertThat(shown.data())
                .containsEntry("card", "•••")
                .containsEntry("freeBytes", 4_222_222_222_222L)
                .containsEntry("https://u:•••@h", 1);
    }

    // Without the limit this fails.
    @Test
    void ofManyValuesTheFirstFiftyAreKept() {
        CheckResult many = CheckResult.pass();
        for (int i = 0; i < 60; i++) {
            many = many.with("value " + i, i);
        }

        assertThat(Shown.of(many, Redaction.standard()).data().keySet())
                .hasSize(50)
                .contains("value 49");
    }

    // Seen to fail without each of these: what is done with what is not finite, with integers and decimals without end,
    // with numbers that move and those of others' classes, the half of a pair, and the lengths of names and texts.
    @Test
    @SuppressWarnings({"NullAway", "serial"}) // what others may do
    void everyValueIsPartOfWholeAndBoundedJson() {
        Map<String, Object> data = new HashMap<>();
        AtomicInteger moving = new AtomicInteger(7);
        data.put("nan", Double.NaN);
        data.put("infinite", Float.NEGATIVE_INFINITY);
        data.put("double", 0.25);
        data.put("long", Long.MIN_VALUE);
        data.put("digits", BigInteger.TWO.pow(1_000_000));
        data.put("exponent", new BigDecimal("1E+999999999"));
        data.put("price", new BigDecimal("1.20"));
        data.put("moving", moving);
        data.put("null", null);
        data.put("odd", new Number() {
            @Override
            public int intValue() {
                return 0;
            }

            @Override
            public long longValue() {
                return 0;
            }

            @Override
            public float floatValue() {
                return 0;
            }

            @Override
            public double doubleValue() {
                return 0;
            }

            @Override
            public String toString() {
                return "},{\"x";
            }
        });
        data.put("k".repeat(10_000), "v".repeat(100_000));
        data.put("pair", "x".repeat(999) + "\uD83D\uDE00 and more");

        CheckResult shown = Shown.of(new CheckResult(CheckResult.Status.PASS, "", data), Redaction.standard());
        moving.set(8);

        assertThat(shown.data())
                .containsEntry("nan", "NaN")
                .containsEntry("infinite", "-Infinity")
                .containsEntry("double", 0.25)
                .containsEntry("long", Long.MIN_VALUE)
                .containsEntry("exponent", "1E+999999999")
                .containsEntry("price", new BigDecimal("1.20"))
                .containsEntry("moving", 7L)
                .containsEntry("null", "null")
                .containsEntry("odd", "},{\"x")
                .containsEntry("pair", "x".repeat(999) + "…");
        assertThat(shown.data().keySet()).allMatch(key -> key.length() <= 65);
        assertThat(shown.data().values()).allMatch(value -> value.toString().length() <= 1_001);
        JsonNode json = answered(shown);
        assertThat(json.path("odd").asString()).isEqualTo("},{\"x");
        assertThat(json.path("moving").isNumber()).isTrue();
        assertThat(json.path("nan").isString()).isTrue();
    }

    private static JsonNode answered(CheckResult result) {
        try (SelfChecks checks = new SelfChecks(new io.micrometer.core.instrument.simple.SimpleMeterRegistry())) {
            checks.register("x", Criticality.CRITICAL, Probe.READY, () -> result);
            return JsonMapper.shared()
                    .readTree(checks.answer("/self-check", "application/json", true)
                            .body())
                    .at("/checks/x/0/data");
        }
    }
}

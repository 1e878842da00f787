package dev.operable.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Masks;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SuspectsTest {
    private static final String[] PARTS = {
        "Bearer ",
        "BEARER",
        "bearer\t",
        "bAsIc",
        "\t",
        "basic ",
        "earer",
        "asic",
        "eyJ",
        "ey",
        "J",
        ".",
        "\"",
        "secret",
        "token",
        ":",
        "=",
        "@",
        "://",
        "me",
        " ",
        "-",
        "4111",
        "1111",
        "11111111",
        "378282246310005",
        "5500-0000-0000-0004",
        "a",
        "Z",
        "\u00fc",
        "\u2028",
        "/",
        "hunter2hunter2hunter2",
        "\n",
        "{",
        "}",
        ",",
        "b"
    };

    // Without any one of the characters in Suspects this finds a text.
    @Test
    void whatIsNoSuspectHasNothingToHide() {
        Random random = new Random(17);
        Redaction redaction = Redaction.standard();
        int ordinary = 0;
        for (int round = 0; round < 300_000; round++) {
            StringBuilder made = new StringBuilder();
            for (int part = random.nextInt(8); part >= 0; part--) {
                made.append(PARTS[random.nextInt(PARTS.length)]);
            }
            String text = made.toString();
            if (!Suspects.in(text)) {
                ordinary++;
                assertThat(Masks.text(Credentials.hidden(text, redaction), redaction::hides))
                        .isEqualTo(text);
            }
        }
        assertThat(ordinary).isGreaterThan(10_000);
    }

    // With a look at every 14th place only, this finds one.
    @Test
    void theShortestCardNumberIsFoundAtWhateverPlace() {
        for (int place = 0; place < 60; place++) {
            String text = "x".repeat(place) + "(4222222222222)";

            assertThat(Redaction.standard().text(text)).isEqualTo("x".repeat(place) + "(•••)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Counted a hit of b7x2 for 203.0.113.9",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "2026-03-04T05:06:07.008Z",
                "java.lang.IllegalStateException: no\n\tat com.acme.Shop.sell(Shop.java:840)\n",
                "a basically better J",
                "123456789012"
            })
    void ordinaryTextsAreNone(String text) {
        assertThat(Suspects.in(text)).isFalse();
    }
}

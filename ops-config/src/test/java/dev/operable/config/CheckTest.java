package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class CheckTest {
    @Test
    void acceptsWhatHolds() {
        assertThatCode(() -> {
                    Check.positive("x", Duration.ofNanos(1));
                    Check.positive("x", 1);
                    Check.notNegative("x", Duration.ZERO);
                    Check.notNegative("x", 0);
                    Check.between("x", 1, 1, 2);
                    Check.between("x", 2, 1, 2);
                    Check.between("x", 0.5, 0, 1);
                    Check.between("x", Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1));
                    Check.notBlank("x", "a");
                    Check.that("x", true, "must hold");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void refusesWhatDoesNotHold() {
        assertRefused(() -> Check.positive("x", Duration.ZERO), "x must be positive, but is \"0s\"");
        assertRefused(() -> Check.positive("x", 0), "x must be positive, but is \"0\"");
        assertRefused(() -> Check.notNegative("x", Duration.ofNanos(-1)), "x must not be negative, but is \"-1ns\"");
        assertRefused(() -> Check.notNegative("x", -1), "x must not be negative, but is \"-1\"");
        assertRefused(() -> Check.between("x", 3, 1, 2), "x must be between 1 and 2, but is \"3\"");
        assertRefused(
                () -> Check.between("x", Duration.ofDays(2), Duration.ofMillis(1500), Duration.ofHours(36)),
                "x must be between 1s500ms and 1d12h, but is \"2d\"");
        assertRefused(() -> Check.between("x", Double.NaN, 0, 1), "x must be between 0 and 1, but is \"NaN\"");
        assertRefused(() -> Check.between("x", "c", "a", "b"), "x must be between a and b, but is \"c\"");
        assertRefused(() -> Check.notBlank("x", " "), "x must not be blank, but is \" \"");
        assertRefused(() -> Check.that("x", false, "must be a power of two"), "x must be a power of two");
    }

    private static void assertRefused(ThrowingCallable check, String message) {
        assertThatThrownBy(check).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}

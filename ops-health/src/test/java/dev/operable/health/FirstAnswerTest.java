package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class FirstAnswerTest {
    /** What it makes must be what {@link Answers} takes, or its thread would end with an error at each start. */
    @Test
    void isMade() {
        assertThatCode(FirstAnswer::answers).doesNotThrowAnyException();
    }
}

package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelapseTest {
    private final Relapse relapse = new Relapse(5);

    @Test
    void halfOfTheLastTenAttemptsIsIll() {
        boolean ill = false;
        for (int i = 0; i < 9; i++) {
            assertThat(ill).isFalse();
            ill = relapse.ended(i % 2 == 0);
        }
        assertThat(ill).isTrue();
    }

    @Test
    void oneFailureOfThreeIsNot() {
        assertThat(IntStream.range(0, 1000).filter(i -> relapse.ended(i % 3 == 0)))
                .isEmpty();
    }

    @Test
    void theFirstTenAttemptsAfterAnEjectionAreATrialThatOneFailureEnds() {
        assertThat(relapse.ejected()).isEqualTo(1);
        IntStream.range(0, 9).forEach(i -> assertThat(relapse.ended(false)).isFalse());
        assertThat(relapse.ended(true)).isTrue();
        assertThat(relapse.ejected()).as("in a row").isEqualTo(2);

        IntStream.range(0, 10).forEach(i -> assertThat(relapse.ended(false)).isFalse());
        assertThat(relapse.ended(true)).isFalse();
        assertThat(relapse.ejected()).as("after a time of health").isEqualTo(1);
    }
}

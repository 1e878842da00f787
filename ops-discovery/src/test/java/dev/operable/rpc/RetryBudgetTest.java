package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final PlayedTime time = new PlayedTime();
    private final RetryBudget budget = new RetryBudget(new Owner("hits", RpcOptions.defaults()), time);

    @Test
    void oneASecondIsFreeForServicesThatAreRarelyCalled() {
        budget.called();

        assertThat(budget.hasOne()).isTrue();
        assertThat(takenOf(100)).isEqualTo(10);
        assertThat(budget.hasOne()).isFalse();
    }

    @Test
    void aTenthOfTheCallsMayBeRetried() {
        for (int i = 0; i < 1000; i++) {
            budget.called();
        }

        assertThat(takenOf(1000)).isEqualTo(110);
    }

    @Test
    void whatWasNotUsedIsLostAfterTenSeconds() {
        for (int i = 0; i < 1000; i++) {
            budget.called();
        }
        time.pass(Duration.ofSeconds(11));

        assertThat(takenOf(1000)).isEqualTo(10);
    }

    @Test
    void overAMinuteItIsATenthAndOneASecond() {
        int taken = 0;
        for (int second = 0; second < 60; second++) {
            for (int call = 0; call < 100; call++) {
                budget.called();
                taken += takenOf(1);
                time.pass(Duration.ofMillis(10));
            }
        }

        // 6,000 calls: 600 and 60, and the 10 that were there at the start.
        assertThat(taken).isBetween(600, 670);
    }

    private int takenOf(int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }
}

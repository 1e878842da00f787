package dev.operable.core.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Allowance allowance = new Allowance(3, 1, now::get);

    @Test
    void allowsABurstAndThenSoManyASecond() {
        assertThat(takes(10)).isEqualTo(3);
        after(Duration.ofMillis(999));
        assertThat(takes(10)).isZero();
        after(Duration.ofMillis(2));
        assertThat(takes(10)).isEqualTo(1);
    }

    @Test
    void savesNoMoreThanABurst() {
        takes(3);
        after(Duration.ofHours(1));
        assertThat(takes(10)).isEqualTo(3);
    }

    private int takes(int times) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += allowance.take() ? 1 : 0;
        }
        return taken;
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
    }
}

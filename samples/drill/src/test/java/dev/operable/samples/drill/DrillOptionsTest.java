package dev.operable.samples.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrillOptionsTest {
    private static DrillOptions parse(String... arguments) {
        return DrillOptions.parse(arguments, "/usr/bin/consul");
    }

    @Test
    void namesOneDrillOrAll() {
        assertThat(parse("slow", "--seconds", "7", "--rate", "50")).satisfies(options -> {
            assertThat(options.faults()).containsExactly(Fault.SLOW);
            assertThat(options.during()).isEqualTo(Duration.ofSeconds(7));
            assertThat(options.perSecond()).isEqualTo(50);
        });
        assertThat(parse("all").faults()).containsExactly(Fault.values());
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> parse("kil")).hasMessageContaining("\"kil\" is no drill; usage:");
        assertThatThrownBy(() -> parse()).hasMessageContaining("usage:");
        assertThatThrownBy(() -> parse("kill", "--rate")).hasMessageContaining("after --rate is not a number from 1");
        assertThatThrownBy(() -> DrillOptions.parse(new String[] {"kill"}, "")).hasMessageContaining("OPS_CONSUL_BIN");
    }
}

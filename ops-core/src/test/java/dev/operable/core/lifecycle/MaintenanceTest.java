package dev.operable.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.core.Redaction;
import dev.operable.core.lifecycle.Maintenance.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MaintenanceTest {
    private final Maintenance maintenance = new Maintenance();
    private final BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() {
        maintenance.tell(state -> told.add(state.map(State::reason)));
    }

    @AfterEach
    void close() {
        maintenance.close();
    }

    // Without the timer nobody is told of the end.
    @Test
    void endsByItself() throws Exception {
        State state = maintenance.beginFor(Duration.ofMillis(200), "disk", "ada");

        assertThat(state.until()).contains(state.since().plusMillis(200));
        assertThat(told.take()).contains("disk");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(Optional.empty());
        assertThat(maintenance.state()).isEmpty();
    }

    @Test
    void aLaterWordTakesThePlaceOfAnEarlierOne() throws Exception {
        State first = maintenance.beginFor(Duration.ofMillis(100), "disk", "ada");
        State second = maintenance.begin("memory", "bob");

        assertThat(second.since()).isEqualTo(first.since());
        assertThat(told.take()).contains("disk");
        assertThat(told.take()).contains("memory");
        assertThat(told.poll(500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(maintenance.state()).contains(second);
        maintenance.end("bob");
        maintenance.end("bob");
        assertThat(told).containsExactly(Optional.empty());
    }

    @Test
    void whoListensLateIsToldOfWhatIs() {
        maintenance.begin("disk", "ada");

        maintenance.tell(state -> told.add(state.map(State::who)));

        assertThat(told).containsExactly(Optional.of("disk"), Optional.of("ada"));
    }

    @Test
    void staysAsItIsWhenTheServiceStops() {
        maintenance.begin("disk", "ada");
        maintenance.close();

        assertThatThrownBy(() -> maintenance.begin("memory", "bob")).isInstanceOf(IllegalStateException.class);
        assertThat(maintenance.state().map(State::reason)).contains("disk");
    }

    @Test
    void hidesASecretInTheReasonForAllReadIt() {
        assertThat(maintenance.begin("password=hunter2 is leaked", "ada").reason())
                .isEqualTo("password=••• is leaked");
        try (Maintenance strict = new Maintenance(Redaction.standard().pattern(Pattern.compile("K-\\d+")))) {
            assertThat(strict.begin("customer K-4711", "ada").reason()).isEqualTo("customer •••");
        }
    }

    @Test
    void refusesWhatIsNoReasonAndNoPeriod() {
        for (String reason : new String[] {"", " ", "a\nb", "a\u202eb", "a\u2028b", "x".repeat(201)}) {
            assertThatThrownBy(() -> maintenance.begin(reason, "ada")).isInstanceOf(IllegalArgumentException.class);
        }
        for (Duration period : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(31)}) {
            assertThatThrownBy(() -> maintenance.beginFor(period, "disk", "ada"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(maintenance.state()).isEmpty();
        assertThat(told).isEmpty();
    }
}

package dev.operable.samples.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.operable.rpc.RpcOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Short drills. Only what is counted is asked for: latencies say little on a machine that builds at the same time; {@code
 * bin/drill} judges them.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DrillTest {
    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration DURING = Duration.ofSeconds(3);
    private static final int PER_SECOND = 100;

    private static Stage stage;
    private static Caller caller;

    @BeforeAll
    static void start() throws Exception {
        String consul = System.getProperty("operable.consul.bin", "none");
        boolean required = Arrays.asList(
                        System.getProperty("operable.require", "").split(","))
                .contains("consul");
        assumeTrue(required || !consul.equals("none"), "NOT DRILLED: there is no Consul");
        // As long as services linger unless told otherwise. With less, a watch that is held back under all these
        // changes of the catalog may look away for as long as it takes to replace every instance.
        stage = Stage.open(Path.of(consul), Duration.ofSeconds(5));
        caller = Caller.start(stage, RpcOptions.defaults());
    }

    @AfterAll
    static void end() throws Exception {
        if (caller != null) {
            caller.close();
        }
        if (stage != null) {
            stage.close();
            stage.forget();
        }
    }

    private static void hold(Fault fault) throws Exception {
        Seen seen = judged(fault, DURING, PER_SECOND);

        assertThat(seen.during()).hasSizeGreaterThan(200);
    }

    /** A machine that was too busy before the fault gets one more chance, and no third one. */
    private static Seen judged(Fault fault, Duration during, int perSecond) throws Exception {
        Seen seen = caller.hold(fault, BEFORE, during, perSecond);
        Verdict verdict = Verdict.of(seen, true);
        if (verdict.none() && !verdict.broken().isEmpty()) {
            seen = caller.hold(fault, BEFORE, during, perSecond);
            verdict = Verdict.of(seen, true);
        }
        assertThat(verdict.broken()).as(verdict.toString()).isEmpty();
        return seen;
    }

    @Test
    @Order(1)
    void noCallNoticesThatAnInstanceIsKilled() throws Exception {
        Seen seen = judged(Fault.KILL, DURING, PER_SECOND);

        assertThat(seen.during()).hasSizeGreaterThan(200);
        TargetProcess victim = stage.running().stream()
                .filter(target -> target.address().equals(seen.bad()))
                .findFirst()
                .orElseThrow();
        assertThat(victim.isAlive()).isFalse();
        assertThat(stage.consul().knows(victim)).as("its entry is still there").isTrue();
    }

    @Test
    @Order(2)
    void noCallNoticesThatConsulHangsAndAnInstanceIsKilled() throws Exception {
        hold(Fault.CONSUL);
    }

    @Test
    @Order(3)
    void noCallNoticesThatAllInstancesAreReplaced() throws Exception {
        hold(Fault.ROLL);
    }

    /** Long enough for what the instance gets before its first answer shows that it is slow to be little. */
    @Test
    @Order(4)
    void anInstanceThatIsSlowGetsHardlyAnyCalls() throws Exception {
        Seen seen = judged(Fault.SLOW, Duration.ofSeconds(8), 2 * PER_SECOND);

        assertThat(seen.atBad()).as("it was slow, and asked").isPositive();
    }

    /** The same without what protects: that the drill sees calls fail is what the others rest on. */
    @Test
    @Order(5)
    void callsFailWithoutRetries() throws Exception {
        try (Caller alone = Caller.start(stage, RpcOptions.builder().retries(0).build())) {
            Seen seen = alone.hold(Fault.KILL, BEFORE, DURING, 4 * PER_SECOND);

            assertThat(seen.failed()).as(Verdict.of(seen, true).toString()).isNotEmpty();
            assertThat(seen.postsTwice())
                    .as("retries alone could have done that")
                    .isZero();
        }
    }
}

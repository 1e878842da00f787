package dev.operable.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one answer of each form that probes ask for on a thread of its own, and nothing of it: what the first one loads, a
 * second of a slow machine, is not for a probe to wait for. The page is made when the first person asks for it, for it
 * would take processors from a start.
 */
final class FirstAnswer {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.health");

    private final AtomicBoolean made = new AtomicBoolean();

    /** Does so once, and returns at once. */
    void make() {
        if (made.compareAndSet(false, true)) {
            try {
                CheckThreads.platform("ops-check-first", FirstAnswer::answers);
            } catch (OutOfMemoryError noThread) {
                LOG.atDebug().setCause(noThread).log("The first answer of the self-checks is not made in advance.");
            }
        }
    }

    static void answers() {
        CheckOutcome check = CheckOutcome.found("first", CheckResult.pass().with("answers", 1), Duration.ZERO);
        Verdict verdict = Verdict.of("", List.of(check));
        Map<String, CheckHistory> histories = Map.of(check.name(), new CheckHistory(List.of(), List.of()));
        for (Accepted form : List.of(Accepted.TEXT, Accepted.HEALTH_JSON)) {
            Answers.of(new Report(verdict, true, histories, null, Instant.EPOCH), form, false);
        }
    }
}

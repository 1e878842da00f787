package dev.operable.samples.links;

import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.SelfCheck;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What the service checks of itself. */
@Component
class LinksChecks {
    private static final Duration TOO_LONG = Duration.ofMinutes(1);

    private final UnsentHits unsent;
    private final Clock clock = Clock.systemUTC();

    LinksChecks(UnsentHits unsent) {
        this.unsent = unsent;
    }

    /** Links work without the hits service; someone should know all the same. */
    @SelfCheck(value = "unsent-hits", criticality = Criticality.DEGRADES)
    CheckResult unsentHits() {
        return unsent.oldest(1).stream()
                .map(hit -> Duration.between(hit.at(), clock.instant()))
                .filter(age -> age.compareTo(TOO_LONG) > 0)
                .findFirst()
                .map(age -> CheckResult.degraded("hits wait to be counted since " + age.toSeconds() + " s"))
                .orElseGet(CheckResult::pass);
    }
}

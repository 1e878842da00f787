package dev.operable.samples.links;

import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Reports each hit exactly once. The hits service counts a key once, so a report whose fate is unknown is kept and sent
 * again with the same key until it is confirmed.
 */
@Service
class HitReports {
    private static final Logger log = LoggerFactory.getLogger(HitReports.class);
    private static final int BATCH = 100;

    private final HitsService hits;
    private final UnsentHits unsent;
    private final Clock clock = Clock.systemUTC();

    HitReports(HitsService hits, UnsentHits unsent) {
        this.hits = hits;
        this.unsent = unsent;
    }

    /** Returns once the hit is counted, or is kept to be sent again. */
    void report(String code) {
        Hit hit = new Hit(UUID.randomUUID().toString(), code, clock.instant());
        if (!send(hit)) {
            unsent.keep(hit);
        }
    }

    /** Sends what was kept, oldest first. When one is not confirmed the others wait too, for the next time. */
    @Scheduled(fixedDelay = 2000)
    void sendKept() {
        for (Hit hit : unsent.oldest(BATCH)) {
            if (!send(hit)) {
                return;
            }
            unsent.forget(hit);
        }
    }

    /** Whether the matter is closed. */
    private boolean send(Hit hit) {
        return switch (hits.count(hit)) {
            case COUNTED -> true;
            case UNKNOWN -> false;
            case REFUSED -> {
                log.atError()
                        .addKeyValue("code", hit.code())
                        .addKeyValue("key", hit.key())
                        .log("the hits service refuses a hit, so it is lost");
                yield true;
            }
        };
    }
}

package dev.operable.samples.links;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/** The hits service as seen from here, called by its name. */
@Component
class HitsService {
    /** What became of a hit that was sent. */
    enum Answer {
        COUNTED,
        /** It may have been counted or not; sending it again with its key does no harm. */
        UNKNOWN,
        /** It would be refused again. */
        REFUSED
    }

    private static final Logger log = LoggerFactory.getLogger(HitsService.class);
    /** Request Timeout, Too Early and Too Many Requests pass by themselves. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);

    private final RestClient http;
    private final AtomicBoolean away = new AtomicBoolean();

    HitsService(RestClient.Builder builder) {
        this.http = builder.baseUrl("http://hits").build();
    }

    Answer count(Hit hit) {
        try {
            http.post()
                    .uri("/links/{code}/hits", hit.code())
                    .header("Idempotency-Key", hit.key())
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Report(hit.at()))
                    .retrieve()
                    .toBodilessEntity();
        } catch (HttpClientErrorException e) {
            if (!TEMPORARY.contains(e.getStatusCode().value())) {
                return Answer.REFUSED;
            }
            return unknown(e);
        } catch (RuntimeException e) {
            // Whatever went wrong, one who follows a link is sent on.
            return unknown(e);
        }
        if (away.compareAndSet(true, false)) {
            log.atInfo().log("the hits service answers again");
        }
        return Answer.COUNTED;
    }

    private Answer unknown(RuntimeException e) {
        if (away.compareAndSet(false, true)) {
            log.atWarn().setCause(e).log("the hits service does not answer; hits are kept and sent again");
        }
        return Answer.UNKNOWN;
    }

    private record Report(Instant at) {}
}

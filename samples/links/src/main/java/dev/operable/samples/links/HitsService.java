package dev.operable.samples.links;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcException;
import dev.operable.spring.Rpc;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

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

    private final RpcClient hits;
    private final AtomicBoolean away = new AtomicBoolean();

    HitsService(@Rpc("hits") RpcClient hits) {
        this.hits = hits;
    }

    Answer count(Hit hit) {
        try {
            hits.post("/links/{code}/hits", hit.code())
                    .idempotencyKey(hit.key())
                    .json(new Report(hit.at()))
                    .send();
        } catch (RpcException e) {
            int status = e.status().orElse(0);
            boolean refused = status >= 400 && status < 500 && !TEMPORARY.contains(status);
            return refused ? Answer.REFUSED : unknown(e);
        }
        if (away.compareAndSet(true, false)) {
            log.atInfo().log("the hits service answers again");
        }
        return Answer.COUNTED;
    }

    private Answer unknown(RpcException e) {
        if (away.compareAndSet(false, true)) {
            log.atWarn().setCause(e).log("the hits service does not answer; hits are kept and sent again");
        }
        return Answer.UNKNOWN;
    }

    private record Report(Instant at) {}
}

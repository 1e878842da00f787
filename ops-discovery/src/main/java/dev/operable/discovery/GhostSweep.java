package dev.operable.discovery;

import dev.operable.discovery.ConsulFailure.Kind;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out once, at the start, what earlier processes have left behind under other ids, as one does that was killed and had
 * another port. Only what surely is of this service, of this machine, and of a process that has ended. For one thread.
 */
final class GhostSweep {
    private static final Logger log = LoggerFactory.getLogger(GhostSweep.class);

    private boolean done;

    /** Never fails: Consul drops a ghost by itself, only later. */
    void run(Registration registration, ConsulApi api) {
        if (done) {
            return;
        }
        try {
            List<String> ghosts = api.ghosts(registration, ProcessMark::hasEnded);
            for (String id : ghosts) {
                api.deregister(registration, id, ConsulRequest.USUAL);
                log.atInfo()
                        .addKeyValue("registered", registration.service())
                        .addKeyValue("id", id)
                        .log(
                                "What an earlier process of {} has left in Consul is taken out: {}",
                                registration.service(),
                                id);
            }
            done = true;
        } catch (ConsulFailure failure) {
            // What was refused would be so again.
            done = failure.kind() != Kind.UNREACHABLE && failure.kind() != Kind.NO_ANSWER;
            log.atDebug()
                    .setCause(failure)
                    .log("Nothing of earlier processes of {} is taken out.", registration.service());
        }
    }
}

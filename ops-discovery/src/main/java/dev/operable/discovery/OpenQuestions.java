package dev.operable.discovery;

import dev.operable.config.Durations;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections the questions about services may hold. An agent lets all processes of a machine together have 200
 * ({@code limits.http_max_conns_per_client}), and turns away what is too many, which could be a heartbeat. Names beyond are
 * asked about in turn. Safe for use by many threads.
 */
final class OpenQuestions {
    /** From one question about a name that has no connection of its own to the next, give or take a fifth. */
    static final Duration TURN = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(OpenQuestions.class);
    private static final Pattern HUNG_UP =
            Pattern.compile("reset|received no bytes|\\beof\\b|broken pipe", Pattern.CASE_INSENSITIVE);
    private static final int LEAST = 10;
    /** One of so many questions. */
    private static final int BRIEF_ONES = 20;

    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration RELAX = Duration.ofSeconds(10);
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final int allowed;
    private final LongSupplier nanos;
    private int most;
    private int open;
    private int held;
    private long changed;
    private long crowdedAt;
    private boolean told;

    /** What a question may do with its connection. */
    enum Place {
        /** Hold it until something changes. */
        OPEN,
        /** Hold it for {@link #TURN} at most, so that others get on. */
        BRIEF,
        /** Use it for an answer at once. */
        SHORT,
        /** Wait a moment. */
        NONE
    }

    OpenQuestions(int allowed, LongSupplier nanos) {
        this.allowed = allowed;
        this.most = allowed;
        this.nanos = nanos;
        this.changed = nanos.getAsLong() - SETTLE.toNanos();
        this.crowdedAt = nanos.getAsLong() - RECENT.toNanos();
    }

    /**
     * Asks for a place, which is given back by {@link #ended(Place)}, unless it is none.
     *
     * @param atOnce whether the question is one that is answered at once
     */
    synchronized Place begin(boolean atOnce) {
        if (most < allowed && passed(RELAX)) {
            most++;
            changed = nanos.getAsLong();
        }
        if (open >= most) {
            return Place.NONE;
        }
        boolean stays = !atOnce && open < mayStay();
        open++;
        if (stays) {
            held++;
            // A question that is given up keeps its connection at the agent until its wait is over. So none is: some
            // are short
            // at all times, and all where connections are scarce.
            return recentlyCrowded() || held % BRIEF_ONES == 0 ? Place.BRIEF : Place.OPEN;
        }
        if (!atOnce) {
            tell();
        }
        return Place.SHORT;
    }

    /** A twentieth is for those that are answered at once, so that they get on. */
    private int mayStay() {
        return most - (most + 19) / 20;
    }

    private boolean recentlyCrowded() {
        return nanos.getAsLong() - crowdedAt < RECENT.toNanos();
    }

    private void tell() {
        if (!told) {
            told = true;
            log.atWarn()
                    .addKeyValue("connections", most)
                    .log(
                            "More services are watched than the {} connections to Consul are enough for; the others"
                                    + " are asked about every {}. Raise limits.http_max_conns_per_client in Consul, and"
                                    + " OPS_CONSUL_CONNECTIONS with it.",
                            most,
                            Durations.text(TURN));
        }
    }

    synchronized void ended(Place place) {
        open--;
        if (place == Place.OPEN || place == Place.BRIEF) {
            held--;
        }
    }

    /**
     * Whether this is how an agent turns away a connection that is too many: it takes it and hangs up at once, while others
     * go on.
     *
     * @param after from the beginning of the exchange to its end
     */
    synchronized boolean crowdedOut(IOException cause, Duration after) {
        return HUNG_UP.matcher(String.valueOf(cause.getMessage())).find()
                && !(cause instanceof ConnectException)
                && !(cause instanceof SSLException)
                && (open >= LEAST || recentlyCrowded())
                && after.compareTo(SETTLE) < 0;
    }

    /** Consul took no further connection. What is open ends by itself, and fewer follow. */
    synchronized void crowded() {
        crowdedAt = nanos.getAsLong();
        // Of several that are turned away together, the first has said it all; so it has until what it took effect on
        // has ended.
        if (passed(SETTLE) && held <= mayStay()) {
            changed = crowdedAt;
            most = Math.max(LEAST, Math.min(most, open) * 3 / 4);
        }
    }

    private boolean passed(Duration time) {
        return nanos.getAsLong() - changed >= time.toNanos();
    }
}

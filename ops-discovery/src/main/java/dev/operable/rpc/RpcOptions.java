package dev.operable.rpc;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import java.time.Duration;

/**
 * How a service is called. Immutable; {@link #defaults()} suits most services and {@link #builder()} changes some of it.
 *
 * @param deadline the time of a whole call, all attempts and waits included; 3 s
 * @param connectTimeout the time to connect; 500 ms
 * @param attemptTimeout the time of one attempt, connecting and the answer's body included; 1 s, at most the deadline
 * @param retries how often a call may be tried again; 2, and 0 switches retries off
 * @param backoff the first wait's upper end, doubled for each retry; 25 ms. Nothing waits that can go to another instance.
 * @param backoffAtMost the longest wait; 250 ms, at least {@code backoff}
 * @param retryPercent retries that the calls of the last 10 s allow, in percent of them; 10
 * @param retriesPerSecond retries that time allows, for services that are called rarely; 1
 * @param ejectAfter failures in a row after which an instance gets no calls for a while; 5, and 0 switches ejection off
 * @param ejectFor how long, times the number of ejections in a row; 5 s
 * @param ejectAtMost the longest ejection; 60 s, at least {@code ejectFor}
 * @param answerBytes the largest body of an answer; 10 MiB
 * @param gzip whether bodies of requests are sent compressed from 1 KiB on, which the service must understand; false.
 *     Compressed answers are always read
 * @param hedge whether a call that may be sent twice gets a second attempt beside one that takes longer than 95 % of them
 *     did; false
 * @param resolveWithin how long the first call waits for discovery's first answer; 2 s
 */
public record RpcOptions(
        @Default("3s") @Doc("time of a whole call") Duration deadline,
        @Default("500ms") @Doc("time to connect") Duration connectTimeout,

        @Default("1s") @Doc("time of one attempt, body included")
        Duration attemptTimeout,

        @Default("2") @Doc("retries of a call, at most") int retries,
        @Default("25ms") @Doc("upper end of the first wait") Duration backoff,
        @Default("250ms") @Doc("longest wait") Duration backoffAtMost,

        @Default("10") @Doc("retries in percent of the calls")
        int retryPercent,

        @Default("1") @Doc("retries a second, whatever the calls")
        int retriesPerSecond,

        @Default("5") @Doc("failures in a row that eject") int ejectAfter,
        @Default("5s") @Doc("length of the first ejection") Duration ejectFor,
        @Default("60s") @Doc("longest ejection") Duration ejectAtMost,

        @Default("10485760") @Doc("largest body of an answer")
        int answerBytes,

        @Default("2s") @Doc("wait for discovery's first answer")
        Duration resolveWithin,

        @Default("false") @Doc("whether bodies of requests are compressed")
        boolean gzip,

        @Default("false") @Doc("whether slow attempts get a second one beside them")
        boolean hedge) {

    static final int MOST_RETRIES = 10;

    private static final Duration LONGEST = Duration.ofDays(1);

    public RpcOptions {
        positive("deadline", deadline);
        positive("connectTimeout", connectTimeout);
        positive("attemptTimeout", attemptTimeout);
        Check.between("retries", retries, 0, MOST_RETRIES);
        positive("backoff", backoff);
        positive("backoffAtMost", backoffAtMost);
        Check.between("retryPercent", retryPercent, 0, 1000);
        Check.between("retriesPerSecond", retriesPerSecond, 0, 1_000_000);
        Check.between("ejectAfter", ejectAfter, 0, 1000);
        positive("ejectFor", ejectFor);
        positive("ejectAtMost", ejectAtMost);
        Check.between("answerBytes", answerBytes, 0, Integer.MAX_VALUE - 8);
        positive("resolveWithin", resolveWithin);
        atMost("attemptTimeout", attemptTimeout, "the deadline", deadline);
        atLeast("backoffAtMost", backoffAtMost, "backoff", backoff);
        atLeast("ejectAtMost", ejectAtMost, "ejectFor", ejectFor);
    }

    /** What holds unless something else is said. */
    public static RpcOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static RpcOptionsBuilder builder() {
        return new RpcOptionsBuilder();
    }

    static void positive(String name, Duration value) {
        Check.positive(name, value);
        atMost(name, value, "a day", LONGEST);
    }

    private static void atMost(String name, Duration value, String limit, Duration most) {
        Check.that(
                name,
                value.compareTo(most) <= 0,
                "must be at most " + limit + " (" + most + "), but is \"" + value + "\"");
    }

    private static void atLeast(String name, Duration value, String limit, Duration least) {
        Check.that(
                name,
                value.compareTo(least) >= 0,
                "must be at least " + limit + " (" + least + "), but is \"" + value + "\"");
    }
}

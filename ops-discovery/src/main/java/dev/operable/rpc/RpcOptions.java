package dev.operable.rpc;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Durations;
import java.time.Duration;
import java.util.Set;

/**
 * How a service is called. Immutable; {@link #defaults()} suits most services and {@link #builder()} changes some of it.
 *
 * @param deadline the time of a whole call, all attempts and waits included; 3 s
 * @param connectTimeout the time to connect; 500 ms
 * @param attemptTimeout the time of one attempt, connecting and the answer's body included; 1 s, and never more than the
 *     deadline
 * @param retries how often a call may be tried again; 2, and 0 switches retries off
 * @param backoff the first wait's upper end, doubled for each retry; 25 ms. Nothing waits that can go to another instance.
 * @param backoffAtMost the longest wait; 250 ms, at least {@code backoff}
 * @param retryPercent retries that the calls of the last 10 s allow, in percent of them; 10
 * @param retriesPerSecond retries that time allows, for services that are called rarely; 1
 * @param ejectAfter failures in a row after which an instance gets no calls for a while, or among twice as many attempts if the
 *     others fail less; 5, and 0 switches ejection off
 * @param ejectFor how long, times the number of ejections in a row; 5 s
 * @param ejectAtMost the longest ejection; 60 s, at least {@code ejectFor}
 * @param answerBytes the largest body of an answer; 10 MiB
 * @param resolveWithin how long the first call waits for discovery's first answer; 2 s
 * @param ejectPercent how many percent of the last {@code ejectAfter} attempts have to fail for an ejection; 100, all of them
 * @param ratePerSecond how many attempts a second may go to the service; 0, no limit
 * @param gzip whether bodies of requests are sent compressed from 1 KiB on, which the service must understand; false.
 *     Compressed answers are always read
 * @param hedge whether a call that may be sent twice gets a second attempt beside one that takes longer than 95 % of them
 *     did; false
 * @param slowTimes an instance that takes this many times as long as usual gets fewer calls; 2, and 0 switches this off
 * @param slowStart how long an instance that has come gets less than its share of the calls; 10 s, and 0 s switches this off
 * @param attemptsAtOnce how many attempts an instance is given at a time at first; it finds its limit from there. 20, and 0
 *     is no limit
 * @param callsAtOnce how many calls of this client run at a time; 1000, and 0 is no limit
 * @param queue how many calls may wait for a place at each of these limits; 100
 * @param ownerPolicy what of the policy that the service publishes ({@link RpcPolicy}) is followed; {@link OwnerPolicy#FOLLOW}.
 *     An option that is not its default, or is named in {@code keep}, stays as it is
 * @param ownerAtLeast a time of the owner's is not followed below this; 50 ms
 * @param ownerAtMost a time of the owner's is not followed beyond this; 10 s
 * @param keep the options that the owner's policy does not change though they have their defaults; the builder adds those
 *     that it is told
 */
public record RpcOptions(
        @Default("3s") @Doc("The time of a whole call, retries and waits included.")
        Duration deadline,

        @Default("500ms") @Doc("The time to connect.") Duration connectTimeout,

        @Default("1s") @Doc("The time of one attempt, the body included; never more than the deadline.")
        Duration attemptTimeout,

        @Default("2") @Doc("How often a call may be tried again.")
        int retries,

        @Default("25ms") @Doc("The upper end of the first wait; doubled for each retry.")
        Duration backoff,

        @Default("250ms") @Doc("The longest wait before a retry.")
        Duration backoffAtMost,

        @Default("10") @Doc("How many retries the calls of 10 s allow, in percent of them.")
        int retryPercent,

        @Default("1") @Doc("How many retries a second are allowed whatever the calls.")
        int retriesPerSecond,

        @Default("5") @Doc("Failures in a row that eject an instance; 0 ejects none.")
        int ejectAfter,

        @Default("5s") @Doc("How long the first ejection of an instance takes.")
        Duration ejectFor,

        @Default("60s") @Doc("How long an ejection takes at the most.")
        Duration ejectAtMost,

        @Default("10485760") @Doc("The largest body of an answer, in bytes.")
        int answerBytes,

        @Default("2s") @Doc("How long the first call waits for discovery.")
        Duration resolveWithin,

        @Default("100") @Doc("How many percent of the last EJECT_AFTER attempts have to fail to eject an instance.")
        int ejectPercent,

        @Default("0") @Doc("How many attempts a second may go to the service; 0 is no limit.")
        int ratePerSecond,

        @Default("false") @Doc("Whether bodies of requests are sent compressed from 1 KiB on.")
        boolean gzip,

        @Default("false") @Doc("Whether a slow attempt gets a second one beside it, if the call may be sent twice.")
        boolean hedge,

        @Default("2") @Doc("How many times the usual time make an instance slow; 0 makes none.")
        int slowTimes,

        @Default("10s") @Doc("How long a new instance gets less than its share; 0s is not at all.")
        Duration slowStart,

        @Default("20") @Doc("How many attempts at a time an instance is given at first; 0 is no limit.")
        int attemptsAtOnce,

        @Default("1000") @Doc("How many calls run at a time; 0 is no limit.")
        int callsAtOnce,

        @Default("100") @Doc("How many calls may wait for a place.")
        int queue,

        @Default("follow") @Doc("What of the service's own policy is followed: follow, gentler (no times), ignore.")
        OwnerPolicy ownerPolicy,

        @Default("50ms") @Doc("A time of the service's own policy is not followed below this.")
        Duration ownerAtLeast,

        @Default("10s") @Doc("A time of the service's own policy is not followed beyond this.")
        Duration ownerAtMost,

        @Doc("Options that the service's own policy leaves as they are though they have their defaults:"
                + " deadline,retries.")
        Set<String> keep) {

    /** What of the policy that a service publishes holds for those who call it. */
    public enum OwnerPolicy {
        /** All of it: times within bounds, lower numbers, and which requests may be sent twice and which must not. */
        FOLLOW,
        /** What can only make calls fewer: lower numbers, and requests that must not be sent twice. No times. */
        GENTLER,
        /** Nothing. */
        IGNORE
    }

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
        Check.between("slowTimes", slowTimes, 0, 1000);
        Check.between("attemptsAtOnce", attemptsAtOnce, 0, 500);
        Check.between("callsAtOnce", callsAtOnce, 0, 1_000_000);
        Check.between("queue", queue, 0, 1_000_000);
        Check.notNegative("slowStart", slowStart);
        atMost("slowStart", slowStart, "a day", LONGEST);
        Check.between("ejectPercent", ejectPercent, 1, 100);
        Check.between("ratePerSecond", ratePerSecond, 0, 1_000_000);
        // Who sets a short deadline alone means that no attempt takes longer.
        attemptTimeout = attemptTimeout.compareTo(deadline) > 0 ? deadline : attemptTimeout;
        atLeast("backoffAtMost", backoffAtMost, "backoff", backoff);
        atLeast("ejectAtMost", ejectAtMost, "ejectFor", ejectFor);
        positive("ownerAtLeast", ownerAtLeast);
        positive("ownerAtMost", ownerAtMost);
        atLeast("ownerAtMost", ownerAtMost, "ownerAtLeast", ownerAtLeast);
        keep = Set.copyOf(keep);
        for (String name : keep) {
            Check.that(
                    "keep",
                    Term.of(name) != null,
                    "has \"" + name + "\", which is not one of " + String.join(", ", Term.texts()));
        }
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
                "must be at most " + limit + " (" + Durations.text(most) + "), but is \"" + Durations.text(value)
                        + "\"");
    }

    private static void atLeast(String name, Duration value, String limit, Duration least) {
        Check.that(
                name,
                value.compareTo(least) >= 0,
                "must be at least " + limit + " (" + Durations.text(least) + "), but is \"" + Durations.text(value)
                        + "\"");
    }
}

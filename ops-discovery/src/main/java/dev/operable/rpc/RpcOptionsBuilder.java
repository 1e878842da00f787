package dev.operable.rpc;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Changes some of the {@link RpcOptions#defaults()}; each method is named after the component it sets. Not safe for use by many threads. */
public final class RpcOptionsBuilder {
    private Duration deadline = Duration.ofSeconds(3);
    private Duration connectTimeout = Duration.ofMillis(500);
    private Duration attemptTimeout = Duration.ofSeconds(1);
    private int retries = 2;
    private Duration backoff = Duration.ofMillis(25);
    private Duration backoffAtMost = Duration.ofMillis(250);
    private int retryPercent = 10;
    private int retriesPerSecond = 1;
    private int ejectAfter = 5;
    private Duration ejectFor = Duration.ofSeconds(5);
    private Duration ejectAtMost = Duration.ofSeconds(60);
    private int answerBytes = 10 * 1024 * 1024;
    private Duration resolveWithin = Duration.ofSeconds(2);
    private int ejectPercent = 100;
    private int ratePerSecond;
    private boolean gzip;
    private boolean hedge;
    private int slowTimes = 2;
    private Duration slowStart = Duration.ofSeconds(10);
    private int attemptsAtOnce = 20;
    private int callsAtOnce = 1000;
    private int queue = 100;
    private RpcOptions.OwnerPolicy ownerPolicy = RpcOptions.OwnerPolicy.FOLLOW;
    private Duration ownerAtLeast = Duration.ofMillis(50);
    private Duration ownerAtMost = Duration.ofSeconds(10);
    private final Set<String> keep = new HashSet<>();

    RpcOptionsBuilder() {}

    public RpcOptionsBuilder deadline(Duration value) {
        deadline = value;
        return keep("deadline");
    }

    public RpcOptionsBuilder connectTimeout(Duration value) {
        connectTimeout = value;
        return this;
    }

    public RpcOptionsBuilder attemptTimeout(Duration value) {
        attemptTimeout = value;
        return keep("attemptTimeout");
    }

    public RpcOptionsBuilder retries(int value) {
        retries = value;
        return keep("retries");
    }

    public RpcOptionsBuilder backoff(Duration value) {
        backoff = value;
        return this;
    }

    public RpcOptionsBuilder backoffAtMost(Duration value) {
        backoffAtMost = value;
        return this;
    }

    public RpcOptionsBuilder retryPercent(int value) {
        retryPercent = value;
        return keep("retryPercent");
    }

    public RpcOptionsBuilder retriesPerSecond(int value) {
        retriesPerSecond = value;
        return keep("retriesPerSecond");
    }

    public RpcOptionsBuilder ejectAfter(int value) {
        ejectAfter = value;
        return this;
    }

    public RpcOptionsBuilder ejectFor(Duration value) {
        ejectFor = value;
        return this;
    }

    public RpcOptionsBuilder ejectAtMost(Duration value) {
        ejectAtMost = value;
        return this;
    }

    public RpcOptionsBuilder answerBytes(int value) {
        answerBytes = value;
        return this;
    }

    public RpcOptionsBuilder resolveWithin(Duration value) {
        resolveWithin = value;
        return this;
    }

    public RpcOptionsBuilder ejectPercent(int value) {
        ejectPercent = value;
        return this;
    }

    public RpcOptionsBuilder ratePerSecond(int value) {
        ratePerSecond = value;
        return keep("ratePerSecond");
    }

    public RpcOptionsBuilder gzip(boolean value) {
        gzip = value;
        return this;
    }

    public RpcOptionsBuilder hedge(boolean value) {
        hedge = value;
        return this;
    }

    public RpcOptionsBuilder slowTimes(int value) {
        slowTimes = value;
        return this;
    }

    public RpcOptionsBuilder slowStart(Duration value) {
        slowStart = value;
        return this;
    }

    public RpcOptionsBuilder attemptsAtOnce(int value) {
        attemptsAtOnce = value;
        return keep("attemptsAtOnce");
    }

    public RpcOptionsBuilder callsAtOnce(int value) {
        callsAtOnce = value;
        return this;
    }

    public RpcOptionsBuilder queue(int value) {
        queue = value;
        return this;
    }

    public RpcOptionsBuilder ownerPolicy(RpcOptions.OwnerPolicy value) {
        ownerPolicy = value;
        return this;
    }

    public RpcOptionsBuilder ownerAtLeast(Duration value) {
        ownerAtLeast = value;
        return this;
    }

    public RpcOptionsBuilder ownerAtMost(Duration value) {
        ownerAtMost = value;
        return this;
    }

    /** Keeps the default of one more option; those that were set here are kept anyway. */
    public RpcOptionsBuilder keep(String option) {
        keep.add(option);
        return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if one of them is outside its range, or two contradict each other
     */
    public RpcOptions build() {
        return new RpcOptions(
                deadline,
                connectTimeout,
                attemptTimeout,
                retries,
                backoff,
                backoffAtMost,
                retryPercent,
                retriesPerSecond,
                ejectAfter,
                ejectFor,
                ejectAtMost,
                answerBytes,
                resolveWithin,
                ejectPercent,
                ratePerSecond,
                gzip,
                hedge,
                slowTimes,
                slowStart,
                attemptsAtOnce,
                callsAtOnce,
                queue,
                ownerPolicy,
                ownerAtLeast,
                ownerAtMost,
                keep);
    }
}

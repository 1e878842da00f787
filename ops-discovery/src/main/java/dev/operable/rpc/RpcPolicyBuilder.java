package dev.operable.rpc;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Collects what an {@link RpcPolicy} says; what is not set is left to the callers. Not safe for use by many threads. */
public final class RpcPolicyBuilder {
    private final Map<Term, Long> terms = new EnumMap<>(Term.class);
    private final Set<String> once = new LinkedHashSet<>();
    private final Set<String> repeatable = new LinkedHashSet<>();

    RpcPolicyBuilder() {}

    /** The time of a whole call. */
    public RpcPolicyBuilder deadline(Duration value) {
        return time(Term.DEADLINE, value);
    }

    /** The time of one attempt. */
    public RpcPolicyBuilder attemptTimeout(Duration value) {
        return time(Term.ATTEMPT_TIMEOUT, value);
    }

    /** How often a call is tried again at the most, 0 to 10. */
    public RpcPolicyBuilder retries(int value) {
        return number(Term.RETRIES, value);
    }

    /** How many retries the calls of 10 s allow at the most, in percent of them. */
    public RpcPolicyBuilder retryPercent(int value) {
        return number(Term.RETRY_PERCENT, value);
    }

    /** How many retries a second are allowed at the most, whatever the calls. */
    public RpcPolicyBuilder retriesPerSecond(int value) {
        return number(Term.RETRIES_PER_SECOND, value);
    }

    /** How many attempts at a time one caller gives one instance at the most, 1 to 500. */
    public RpcPolicyBuilder attemptsAtOnce(int value) {
        return number(Term.ATTEMPTS_AT_ONCE, value);
    }

    /** How many attempts a second one caller makes at the service at the most. */
    public RpcPolicyBuilder ratePerSecond(int value) {
        return number(Term.RATE_PER_SECOND, value);
    }

    /** Requests that must not be sent twice, though their method says that they may be, or an idempotency key. */
    public RpcPolicyBuilder once(String method, String path) {
        once.add(rule(method, path));
        return this;
    }

    /** Requests that may be sent twice though their method does not say so: the service does their work once. */
    public RpcPolicyBuilder repeatable(String method, String path) {
        repeatable.add(rule(method, path));
        return this;
    }

    private static String rule(String method, String path) {
        String rule = method + ":" + path;
        try {
            PathRule.of(rule);
            return rule;
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("\"" + rule + "\" " + refused.getMessage(), refused);
        }
    }

    private RpcPolicyBuilder time(Term term, Duration value) {
        try {
            terms.put(term, term.checked(value));
            return this;
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(term.text() + " " + refused.getMessage(), refused);
        }
    }

    private RpcPolicyBuilder number(Term term, int value) {
        try {
            terms.put(term, term.checked(value));
            return this;
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(term.write(value) + " " + refused.getMessage(), refused);
        }
    }

    /**
     * The policy.
     *
     * @throws IllegalArgumentException if a path is named as both, or it is too long for the meta of a registration
     */
    public RpcPolicy build() {
        return RpcPolicy.parse(new RpcPolicy(terms, once, repeatable).toString());
    }
}

package dev.operable.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** How a service is called now: by the caller's options, and by what of its owner's policy the caller follows. Immutable. */
final class Followed {
    private static final RpcOptions DEFAULTS = RpcOptions.defaults();

    private final Map<Term, Long> values;
    private final Set<PathRules> paths;
    private final Duration deadline;
    private final long attemptNanos;
    private final int ratePerSecond;
    private final boolean saysOfPaths;

    private Followed(Map<Term, Long> values, Set<PathRules> paths) {
        this.values = values;
        this.paths = paths;
        long most = value(Term.DEADLINE);
        values.put(Term.ATTEMPT_TIMEOUT, Math.min(most, value(Term.ATTEMPT_TIMEOUT)));
        this.attemptNanos = value(Term.ATTEMPT_TIMEOUT);
        this.ratePerSecond = (int) value(Term.RATE_PER_SECOND);
        this.deadline = Duration.ofNanos(most);
        this.saysOfPaths = paths.stream().anyMatch(rules -> !rules.equals(PathRules.NONE));
    }

    /** Nothing but the caller's options. */
    static Followed of(RpcOptions options) {
        return new Followed(own(options), Set.of());
    }

    /** What the caller does with one policy. */
    static Followed of(RpcOptions options, RpcPolicy policy) {
        Map<Term, Long> values = own(options);
        policy.terms().forEach((term, said) -> {
            if (!decided(term, options)) {
                values.put(term, term.followed(options, said));
            }
        });
        PathRules said = policy.paths();
        boolean believed = options.ownerPolicy() == RpcOptions.OwnerPolicy.FOLLOW;
        return new Followed(values, Set.of(believed ? said : new PathRules(said.once(), Set.of())));
    }

    private static Map<Term, Long> own(RpcOptions options) {
        Map<Term, Long> own = new EnumMap<>(Term.class);
        for (Term term : Term.values()) {
            own.put(term, term.own(options));
        }
        return own;
    }

    private long value(Term term) {
        return Objects.requireNonNull(values.get(term), "each has a value");
    }

    /** An option that the caller has set is the caller's matter. */
    private static boolean decided(Term term, RpcOptions options) {
        if (options.keep().contains(term.text())) {
            return true;
        }
        return switch (term) {
            // What nobody set may be cut to the deadline.
            case ATTEMPT_TIMEOUT ->
                !options.attemptTimeout().equals(DEFAULTS.attemptTimeout())
                        && !options.attemptTimeout().equals(options.deadline());
            case ATTEMPTS_AT_ONCE -> options.attemptsAtOnce() != DEFAULTS.attemptsAtOnce();
            default -> term.own(options) != term.own(DEFAULTS);
        };
    }

    /**
     * What holds while instances differ, as during a deploy: the longest of the times, the lowest of the numbers, once if one of
     * them says so, and repeatable if all do. So nobody is called in a way that does not suit it, whichever instance a call or
     * its retry meets, and every caller comes to the same.
     */
    Followed and(Followed other) {
        Map<Term, Long> together = new EnumMap<>(Term.class);
        for (Term term : Term.values()) {
            together.put(term, term.together(value(term), other.value(term)));
        }
        Set<PathRules> all = new LinkedHashSet<>(paths);
        all.addAll(other.paths);
        return new Followed(together, all);
    }

    Duration deadline() {
        return deadline;
    }

    long attemptNanos() {
        return attemptNanos;
    }

    int retries() {
        return (int) value(Term.RETRIES);
    }

    int retryPercent() {
        return (int) value(Term.RETRY_PERCENT);
    }

    int retriesPerSecond() {
        return (int) value(Term.RETRIES_PER_SECOND);
    }

    /** The most; 0 for no such limit. */
    int attemptsAtOnce() {
        return (int) value(Term.ATTEMPTS_AT_ONCE);
    }

    /** 0 for no such limit. */
    int ratePerSecond() {
        return ratePerSecond;
    }

    /** Whether the owner says that it must not be sent twice. */
    boolean once(WireRequest request) {
        for (PathRules rules : paths) {
            if (rules.forbids(request)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the owner says that it may be sent twice, whatever its method. */
    boolean repeatable(WireRequest request) {
        for (PathRules rules : paths) {
            if (!rules.allows(request)) {
                return false;
            }
        }
        return !paths.isEmpty();
    }

    boolean saysOfPaths() {
        return saysOfPaths;
    }

    /** What is not as the options have it, as the words of a policy. */
    String words(RpcOptions options) {
        Map<Term, Long> own = own(options);
        List<String> words = new ArrayList<>();
        for (Term term : Term.values()) {
            if (!Objects.equals(values.get(term), own.get(term))) {
                words.add(term.write(value(term)));
            }
        }
        TreeSet<String> rules = new TreeSet<>();
        for (PathRules said : paths) {
            said.once().forEach(rule -> rules.add(PolicyText.ONCE + "=" + rule));
            said.repeatable().stream()
                    .filter(rule ->
                            paths.stream().allMatch(each -> each.repeatable().contains(rule)))
                    .forEach(rule -> rules.add(PolicyText.REPEATABLE + "=" + rule));
        }
        words.addAll(rules);
        return String.join(" ", words);
    }
}

package dev.operable.rpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * How a service wants to be called, for its registration: callers follow it in what they have not decided themselves, and within
 * their bounds ({@link RpcOptions#ownerPolicy}). Immutable.
 *
 * <pre>{@code
 * RpcPolicy policy = RpcPolicy.builder()
 *         .attemptTimeout(Duration.ofMillis(400))
 *         .retries(1)
 *         .once("GET", "/export")
 *         .repeatable("POST", "/links/{id}/hits")
 *         .build();
 * consul.register(Registration.of("hits", host, port).meta(policy.meta()).build());
 * }</pre>
 *
 * <p>As a text it is words such as {@code attemptTimeout=400ms retries=1 once=GET:/export}.
 */
public final class RpcPolicy {
    private static final String META = "ops-rpc";
    /** What Consul takes. */
    private static final int META_VALUE = 512;

    private static final int META_PAIRS = 8;

    private final Map<Term, Long> terms;
    private final Set<String> once;
    private final Set<String> repeatable;

    RpcPolicy(Map<Term, Long> terms, Set<String> once, Set<String> repeatable) {
        EnumMap<Term, Long> copy = new EnumMap<>(Term.class);
        copy.putAll(terms);
        this.terms = copy;
        this.once = Collections.unmodifiableSet(new LinkedHashSet<>(once));
        this.repeatable = Collections.unmodifiableSet(new LinkedHashSet<>(repeatable));
    }

    /** Starts from a policy that says nothing. */
    public static RpcPolicyBuilder builder() {
        return new RpcPolicyBuilder();
    }

    /**
     * Reads the text of a policy, as {@link #toString} writes it; an empty one says nothing.
     *
     * @throws IllegalArgumentException with every word that cannot be used, and how to write it
     */
    public static RpcPolicy parse(String text) {
        List<String> problems = new ArrayList<>();
        RpcPolicy policy = PolicyText.read(text, (word, problem) -> problems.add("\"" + word + "\" " + problem));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        policy.meta();
        return policy;
    }

    /** The text of the policy in the meta of an instance; empty for none. */
    static String text(Map<String, String> meta) {
        String first = meta.get(META);
        if (first == null) {
            return "";
        }
        StringJoiner text = new StringJoiner(" ").add(first);
        for (int i = 2; i <= META_PAIRS && meta.containsKey(META + "-" + i); i++) {
            text.add(meta.get(META + "-" + i));
        }
        return text.toString();
    }

    /**
     * The meta of a registration that says this: {@code ops-rpc}, and {@code ops-rpc-2} and so on where one value has not the
     * room. Empty for a policy that says nothing.
     *
     * @throws IllegalArgumentException if it is longer than 8 values of 512 characters
     */
    public Map<String, String> meta() {
        Map<String, String> meta = new LinkedHashMap<>();
        StringBuilder value = new StringBuilder();
        for (String word : words()) {
            if (word.length() > META_VALUE) {
                throw new IllegalArgumentException("\"" + word + "\" has " + word.length()
                        + " characters; Consul takes at most " + META_VALUE + ". Use a shorter path.");
            }
            if (value.length() + 1 + word.length() > META_VALUE) {
                meta.put(key(meta.size()), value.toString());
                value.setLength(0);
            }
            value.append(value.isEmpty() ? "" : " ").append(word);
        }
        if (!value.isEmpty()) {
            meta.put(key(meta.size()), value.toString());
        }
        if (meta.size() > META_PAIRS) {
            throw new IllegalArgumentException("the policy has " + toString().length() + " characters and needs "
                    + meta.size() + " values of Consul's meta; at most " + META_PAIRS
                    + " are used. Name fewer paths, or shorter ones with more variables.");
        }
        return meta;
    }

    private static String key(int before) {
        return before == 0 ? META : META + "-" + (before + 1);
    }

    Map<Term, Long> terms() {
        return terms;
    }

    PathRules paths() {
        return new PathRules(rules(once), rules(repeatable));
    }

    private static Set<PathRule> rules(Set<String> texts) {
        return texts.stream().map(PathRule::of).collect(Collectors.toSet());
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        terms.forEach((term, value) -> words.add(term.write(value)));
        once.forEach(rule -> words.add(PolicyText.ONCE + "=" + rule));
        repeatable.forEach(rule -> words.add(PolicyText.REPEATABLE + "=" + rule));
        return words;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RpcPolicy policy && toString().equals(policy.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        return String.join(" ", words());
    }
}

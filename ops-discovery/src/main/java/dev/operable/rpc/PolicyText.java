package dev.operable.rpc;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The words of a policy: {@code retries=1 once=GET:/export}. */
final class PolicyText {
    static final String ONCE = "once";
    static final String REPEATABLE = "repeatable";

    /** Told of each word that cannot be used. */
    interface Problems {
        /** The problem is the end of a sentence that begins with the word. */
        void problem(String word, String problem);
    }

    private final Problems problems;
    private final Map<Term, Long> terms = new EnumMap<>(Term.class);
    private final Set<String> once = new LinkedHashSet<>();
    private final Set<String> repeatable = new LinkedHashSet<>();

    private PolicyText(Problems problems) {
        this.problems = problems;
    }

    /** What of a text can be used. */
    static RpcPolicy read(String text, Problems problems) {
        PolicyText read = new PolicyText(problems);
        for (String word : text.strip().split("\\s+", -1)) {
            if (!word.isEmpty()) {
                read.word(word);
            }
        }
        read.contradictions();
        return new RpcPolicy(read.terms, read.once, read.repeatable);
    }

    private void word(String word) {
        int equals = word.indexOf('=');
        String name = word.substring(0, Math.max(0, equals));
        String value = word.substring(equals + 1);
        try {
            if (name.equals(ONCE) || name.equals(REPEATABLE)) {
                PathRule.of(value);
                (name.equals(ONCE) ? once : repeatable).add(value);
                return;
            }
            Term term = Term.of(name);
            if (term == null) {
                problems.problem(
                        word,
                        "is not known. Known are " + String.join(", ", Term.texts()) + ", " + ONCE + " and "
                                + REPEATABLE + ", each with = and its value.");
            } else if (terms.putIfAbsent(term, term.read(value)) != null) {
                problems.problem(word, "is there twice. Leave one of them out.");
            }
        } catch (IllegalArgumentException refused) {
            problems.problem(word, String.valueOf(refused.getMessage()));
        }
    }

    private void contradictions() {
        Set<PathRule> forbidden = new HashSet<>();
        once.forEach(rule -> forbidden.add(PathRule.of(rule)));
        for (String rule : repeatable) {
            if (forbidden.contains(PathRule.of(rule))) {
                // It holds all the same that it is to be sent once.
                problems.problem(
                        REPEATABLE + "=" + rule, "contradicts " + ONCE + " of the same. Leave one of them out.");
            }
        }
    }
}

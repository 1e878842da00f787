package dev.operable.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What to say when the constructor of a record throws: beside the variable it speaks of, or else beside the record. */
final class Refused {
    private static final int MOST_KEYS = 8;

    private Refused() {}

    static Problem problem(
            RecordShape shape, Map<String, Source.Entry> entries, Set<String> secrets, @Nullable Throwable thrown) {
        String message = thrown == null || thrown.getMessage() == null ? String.valueOf(thrown) : thrown.getMessage();
        List<String> values = entries.values().stream().map(Source.Entry::text).toList();
        for (RecordShape.Part part : shape.parts()) {
            String requirement = requirement(part.component(), thrown, message);
            if (part instanceof RecordShape.Variable variable && requirement != null) {
                Source.Entry entry = entries.get(variable.component());
                String value = entry == null ? "is not set and" : Binder.shown(variable, entry);
                String verb = holdsSecret(secrets, requirement) ? " is refused: " : " ";
                String text = value + verb + Sentence.closed(withoutSecrets(secrets, values, requirement));
                return new Problem(variable.key(), text + Binder.component(shape, variable));
            }
        }
        String name = shape.type().getSimpleName();
        String reason = thrown instanceof IllegalArgumentException ? message : String.valueOf(thrown);
        String keys = shape.variables()
                .limit(MOST_KEYS)
                .map(RecordShape.Variable::key)
                .collect(Collectors.joining(", "));
        String text = "is refused: " + Sentence.closed(withoutSecrets(secrets, values, reason));
        return new Problem(name, text + (keys.isEmpty() ? "" : " It is made of " + keys + "."));
    }

    /** What the component must be, if the message is about that component. */
    private static @Nullable String requirement(String component, @Nullable Throwable thrown, String message) {
        if (thrown instanceof InvalidComponent invalid) {
            return invalid.component().equals(component) ? invalid.requirement() : null;
        }
        return thrown instanceof IllegalArgumentException && message.startsWith(component + " ")
                ? message.substring(component.length() + 1)
                : null;
    }

    /** Constructors may put a value into their message without a thought of who reads it. */
    private static String withoutSecrets(Set<String> secrets, List<String> values, String message) {
        return holdsSecret(secrets, message)
                ? "the reason is not shown because it holds a secret"
                : Shown.message(message, values);
    }

    private static boolean holdsSecret(Set<String> secrets, String message) {
        return secrets.stream().anyMatch(secret -> !secret.isEmpty() && message.contains(secret));
    }
}

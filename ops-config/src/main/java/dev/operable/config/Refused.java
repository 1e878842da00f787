package dev.operable.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to say when a record refuses its values: beside the variable that the reason speaks of, or else beside all that it
 * may mean. Made only then, and used once, by one thread.
 */
final class Refused {
    private static final int MOST_KEYS = 3;
    private static final int MOST_VALUES = 8;
    /** Longer reasons are not searched for secrets, of which there may be many. */
    private static final int LONGEST_REASON = 10_000;
    /** Shorter secrets, and shorter parts of one, stand in many a message by chance. */
    private static final int SHORTEST_PART = 4;

    private final Binder binder;
    private final RecordShape shape;
    private final @Nullable Object[] values;
    private final List<List<Problem>> problems;

    private final Set<String> secrets = new HashSet<>();
    /** What is masked in the values that are shown, such as the password of a URI. */
    private final Set<String> masked = new HashSet<>();

    /**
     * Of one record.
     *
     * @param values the unknown ones are null; nothing is said of them
     * @param problems those of each component, and behind them what is about no single one
     */
    Refused(Binder binder, RecordShape shape, @Nullable Object[] values, List<List<Problem>> problems) {
        this.binder = binder;
        this.shape = shape;
        this.values = values;
        this.problems = problems;
        for (Variable variable : binder.asked) {
            for (String text : binder.texts(List.of(variable), true)) {
                remember(text, variable.secret);
            }
        }
    }

    /**
     * Adds the problems of the record.
     *
     * @param broken the component of each broken rule, by the text of the rule; empty for one about the whole
     * @param thrown what ended the constructor, if anything did
     */
    void tell(Map<String, String> broken, @Nullable Throwable thrown) {
        for (Map.Entry<String, String> rule : broken.entrySet()) {
            tell(rule.getKey(), rule.getValue());
        }
        if (thrown != null) {
            String message = thrown.getMessage();
            message = thrown instanceof IllegalArgumentException && message != null ? message : thrown.toString();
            String word = firstWord(message);
            List<Integer> leading = about(word);
            // what is thrown after a broken rule, or while values are unknown, may come of that alone
            boolean certain = broken.isEmpty()
                    ? !Arrays.asList(values).contains(null) || !about(message).isEmpty()
                    : !leading.isEmpty() && problems.get(leading.get(0)).isEmpty();
            if (certain) {
                tell(message, word);
            }
        }
    }

    private void tell(String message, String word) {
        List<Integer> leading = about(word);
        List<Integer> named = about(message);
        List<Integer> about = leading.isEmpty() ? named : leading;
        List<Variable> variables = new ArrayList<>();
        for (int place : named) {
            if (values[place] == null) {
                return; // one of the many values that were not tried may keep what is said of both
            }
        }
        for (int place : about) {
            variables.addAll(shape.parts.get(place).variables);
        }
        if (about.isEmpty()) {
            variables.addAll(shape.variables);
        }
        if (about.size() == 1 && shape.parts.get(about.get(0)).shapes.isEmpty()) {
            problems.get(about.get(0)).add(beside(variables.get(0), message, leading.isEmpty() ? "" : word));
        } else {
            problems.get(values.length).add(together(variables, message));
        }
    }

    /** A message that begins with the component goes on from the value; one that begins with the variable does so itself. */
    private Problem beside(Variable variable, String message, String word) {
        ConfigValue entry = binder.entry(variable);
        String value = entry == null ? "is not set and" : Binder.shown(variable, entry);
        String rest = message.substring(word.length()).strip();
        String text;
        if (holdsSecret(message) || word.isEmpty()) {
            text = value + " is refused: " + reason(message);
        } else if (word.equals(variable.component) || entry == null) {
            text = value + " " + reason(rest);
        } else {
            text = reason(rest) + " Its value is " + entry.origin() + ".";
        }
        return new Problem(binder.name(variable), text + " (" + variable.name + ")");
    }

    private Problem together(List<Variable> variables, String message) {
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Variable variable : variables) {
            ConfigValue entry = binder.entry(variable);
            String name = binder.name(variable);
            keys.add(name);
            values.add(name + " is " + (entry == null ? "not set" : Binder.shown(variable, entry)));
        }
        String type = shape.type.getSimpleName();
        if (variables.isEmpty()) {
            return new Problem(type, "is refused: " + reason(message));
        }
        return new Problem(
                some(keys, MOST_KEYS),
                (variables.size() > 1 ? "are refused together: " : "is refused: ") + reason(message) + " "
                        + Shown.closed(some(values, MOST_VALUES)) + " (" + type + ")");
    }

    private static String some(List<String> all, int most) {
        return all.size() > most ? String.join(", ", all.subList(0, most)) + ", …" : String.join(", ", all);
    }

    /** The components that a message names, by their own names or by those of their variables. */
    private List<Integer> about(String message) {
        List<Integer> places = new ArrayList<>();
        Set<String> words = new HashSet<>(Arrays.asList(message.split("\\W+")));
        for (int i = 0; i < shape.parts.size(); i++) {
            Part part = shape.parts.get(i);
            String key = part.variable == null || !part.shapes.isEmpty() ? "" : part.variable.key;
            boolean named = words.contains(part.component);
            for (String word : words) {
                named |= isKey(key, word);
            }
            if (named) {
                places.add(i);
            }
        }
        return places;
    }

    /** A record does not know the prefix of the component that it stands in. */
    private static boolean isKey(String key, String word) {
        return key.equals(word) || (word.indexOf('_') > 0 && key.endsWith("_" + word));
    }

    private static String firstWord(String message) {
        int end = 0;
        while (end < message.length() && Character.isJavaIdentifierPart(message.charAt(end))) {
            end++;
        }
        return message.substring(0, end);
    }

    /** Constructors may put a value into their message without a thought of who reads it. */
    private String reason(String message) {
        return Shown.closed(
                holdsSecret(message)
                        ? "the reason is not shown because it "
                                + (message.length() > LONGEST_REASON ? "is too long" : "holds a secret")
                        : Shown.message(message, binder.texts(shape.variables, true)));
    }

    private boolean holdsSecret(String message) {
        String rest = message;
        for (String value : binder.texts(shape.variables, true)) { // as a whole, it is masked where it is shown
            rest = Masks.hidden(value).isEmpty() ? rest : rest.replace(value, " ");
        }
        return holds(message, secrets) || holds(rest.replace(Masks.PLACEHOLDER, ""), masked);
    }

    private static boolean holds(String text, Set<String> parts) {
        for (String part : parts) {
            if (text.length() > LONGEST_REASON || text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** The text of a secret and what it lists, if it is a list; of any text what is hidden in it. */
    private void remember(String text, boolean secret) {
        if (secret) {
            rememberPart(secrets, text);
            for (String part : Elements.split(text, ',', false)) {
                for (String half : Elements.split(part, '=', true)) {
                    rememberPart(secrets, Elements.plain(half).strip());
                }
            }
        }
        for (String part : Masks.hidden(text)) {
            rememberPart(masked, part);
            try {
                rememberPart(masked, URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                // nobody else can decode it either
            }
        }
    }

    private static void rememberPart(Set<String> parts, String text) {
        if (text.strip().length() >= SHORTEST_PART) {
            parts.add(text);
        }
    }
}

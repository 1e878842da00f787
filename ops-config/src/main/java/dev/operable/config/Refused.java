package dev.operable.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to say when a record refuses its values: beside the variable that the reason speaks of, or else beside all that it
 * may mean. Used once, by one thread.
 */
final class Refused {
    private static final int MOST_KEYS = 3;
    private static final int MOST_VALUES = 8;
    /** Longer reasons are not searched for secrets, of which there may be many. */
    private static final int LONGEST_REASON = 10_000;
    /** Shorter secrets, and shorter parts of one, stand in many a message by chance. */
    private static final int SHORTEST_PART = 4;

    private final Map<String, ConfigValue> entries = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> secrets = new HashSet<>();
    /** What is masked in the values that are shown, such as the password of a URI. */
    private final Set<String> masked = new HashSet<>();
    /** Not looked into yet: as long as nothing is refused, nobody has to know what would be a secret. */
    private final List<String> newSecrets = new ArrayList<>();

    private final List<String> newTexts = new ArrayList<>();

    /** What a variable is before its record is made, and the name by which it is set. */
    void remember(Variable variable, String name, ConfigValue entry) {
        entries.put(variable.key, entry);
        names.put(variable.key, name);
        if (variable.secret) {
            newSecrets.add(entry.text());
        }
        newTexts.add(entry.text());
    }

    /** The texts of those variables of a record that are set or have a default; the secret ones only for whom knows them. */
    List<String> texts(RecordShape shape, boolean withSecrets) {
        List<String> texts = new ArrayList<>();
        for (Variable variable : shape.variables) {
            ConfigValue entry = entries.get(variable.key);
            if (entry != null && (withSecrets || !variable.secret)) {
                texts.add(entry.text());
            }
        }
        return texts;
    }

    /**
     * Adds the problems of one record to those of its components, and behind all of them what is about no single one.
     *
     * @param values the unknown ones are null; nothing is said of them
     * @param broken the component of each broken rule, by the text of the rule; empty for one about the whole
     * @param thrown what ended the constructor, if anything did
     */
    void tell(
            RecordShape shape,
            @Nullable Object[] values,
            Map<String, String> broken,
            @Nullable Throwable thrown,
            List<List<Problem>> problems) {
        for (Map.Entry<String, String> rule : broken.entrySet()) {
            tell(shape, values, rule.getKey(), rule.getValue(), problems);
        }
        if (thrown != null) {
            String message = thrown instanceof InvalidComponent invalid ? invalid.rule : thrown.getMessage();
            message = thrown instanceof IllegalArgumentException && message != null ? message : thrown.toString();
            String word = firstWord(message);
            List<Integer> leading = about(shape, word);
            // what is thrown after a broken rule, or while values are unknown, may come of that alone
            boolean certain = broken.isEmpty()
                    ? !Arrays.asList(values).contains(null)
                            || !about(shape, message).isEmpty()
                    : !leading.isEmpty() && problems.get(leading.get(0)).isEmpty();
            if (certain) {
                tell(shape, values, message, word, problems);
            }
        }
    }

    private void tell(
            RecordShape shape, @Nullable Object[] values, String message, String word, List<List<Problem>> problems) {
        List<Integer> leading = about(shape, word);
        List<Integer> named = about(shape, message);
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
        boolean alone =
                about.size() == 1 && shape.parts.get(about.get(0)).shapes.isEmpty();
        problems.get(alone ? about.get(0) : values.length)
                .add(
                        alone
                                ? beside(shape, variables.get(0), message, leading.isEmpty() ? "" : word)
                                : together(shape, variables, message));
    }

    /** A message that begins with the component goes on from the value; one that begins with the variable does so itself. */
    private Problem beside(RecordShape shape, Variable variable, String message, String word) {
        ConfigValue entry = entries.get(variable.key);
        String value = entry == null ? "is not set and" : Binder.shown(variable, entry);
        String rest = message.substring(word.length()).strip();
        String text;
        if (holdsSecret(shape, message) || word.isEmpty()) {
            text = value + " is refused: " + reason(shape, message);
        } else if (word.equals(variable.component) || entry == null) {
            text = value + " " + reason(shape, rest);
        } else {
            text = reason(shape, rest) + " Its value is " + entry.origin() + ".";
        }
        return new Problem(name(variable), text + " (" + variable.name + ")");
    }

    private Problem together(RecordShape shape, List<Variable> variables, String message) {
        StringBuilder keys = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < variables.size() && i <= MOST_VALUES; i++) {
            String name = name(variables.get(i));
            ConfigValue entry = entries.get(variables.get(i).key);
            String comma = i == 0 ? "" : ", ";
            if (i <= MOST_KEYS) {
                keys.append(comma).append(i == MOST_KEYS ? "…" : name);
            }
            values.append(comma);
            values.append(
                    i == MOST_VALUES
                            ? "…"
                            : name + " is " + (entry == null ? "not set" : Binder.shown(variables.get(i), entry)));
        }
        String type = shape.type.getSimpleName();
        if (variables.isEmpty()) {
            return new Problem(type, "is refused: " + reason(shape, message));
        }
        return new Problem(
                keys.toString(),
                (variables.size() > 1 ? "are refused together: " : "is refused: ") + reason(shape, message) + " "
                        + Shown.closed(values.toString()) + " (" + type + ")");
    }

    private String name(Variable variable) {
        return names.getOrDefault(variable.key, variable.key);
    }

    /** The components that a message names, by their own names or by those of their variables. */
    private static List<Integer> about(RecordShape shape, String message) {
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
    private String reason(RecordShape shape, String message) {
        return Shown.closed(
                holdsSecret(shape, message)
                        ? "the reason is not shown because it "
                                + (message.length() > LONGEST_REASON ? "is too long" : "holds a secret")
                        : Shown.message(message, texts(shape, true)));
    }

    private boolean holdsSecret(RecordShape shape, String message) {
        lookInto();
        String rest = message;
        for (String value : texts(shape, true)) { // as a whole, it is masked where it is shown
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

    private void lookInto() {
        for (String text : newSecrets) {
            rememberSecret(text);
        }
        newSecrets.clear();
        for (String text : newTexts) {
            for (String part : Masks.hidden(text)) {
                rememberPart(masked, part);
                try {
                    rememberPart(masked, URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException malformed) {
                    // nobody else can decode it either
                }
            }
        }
        newTexts.clear();
    }

    /** The text, and what it lists, if it is a list. */
    private void rememberSecret(String text) {
        rememberPart(secrets, text);
        for (String part : Elements.split(text, ',', false)) {
            for (String half : Elements.split(part, '=', true)) {
                rememberPart(secrets, Elements.plain(half).strip());
            }
        }
    }

    private static void rememberPart(Set<String> parts, String text) {
        if (text.strip().length() >= SHORTEST_PART) {
            parts.add(text);
        }
    }
}

package dev.operable.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    /** Shorter parts of a secret stand in many a message by chance. */
    private static final int SHORTEST_PART = 4;

    private final Map<String, Source.Entry> entries = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> secrets = new HashSet<>();

    /** What a variable is before its record is made, and the name by which it is set. */
    void remember(RecordShape.Variable variable, String name, Source.Entry entry) {
        entries.put(variable.key(), entry);
        names.put(variable.key(), name);
        if (variable.secret()) {
            rememberSecret(entry.text());
        }
    }

    /** The texts of those variables of a record that are set or have a default. */
    List<String> texts(RecordShape shape) {
        return shape.variables()
                .map(variable -> entries.get(variable.key()))
                .filter(Objects::nonNull)
                .map(Source.Entry::text)
                .toList();
    }

    /**
     * The problems by the place of their component, the last one first; those of no component stand behind all of them.
     *
     * @param values the unknown ones are null; nothing is said of them
     * @param reasons rules that are broken, and what else is wrong as a rule without a component
     * @param thrown what ended the constructor, if anything did
     */
    Map<Integer, List<Problem>> problems(
            RecordShape shape,
            @Nullable Object[] values,
            Collection<InvalidComponent> reasons,
            @Nullable Throwable thrown) {
        Map<Integer, List<Problem>> told = new TreeMap<>(Collections.reverseOrder());
        for (InvalidComponent rule : reasons) {
            tell(told, shape, values, rule.component() + " " + rule.requirement(), rule.component());
        }
        if (thrown != null) {
            String message = thrown instanceof InvalidComponent rule
                    ? rule.component() + " " + rule.requirement()
                    : thrown instanceof IllegalArgumentException && thrown.getMessage() != null
                            ? thrown.getMessage()
                            : thrown.toString();
            String word = firstWord(message);
            boolean incomplete = Arrays.asList(values).contains(null);
            int place = leading(shape, word);
            // what is thrown after a broken rule, or while values are unknown, may come of that alone
            if (reasons.isEmpty()
                    ? !incomplete || !about(shape, message).isEmpty()
                    : place >= 0 && !told.containsKey(place)) {
                tell(told, shape, values, message, word);
            }
        }
        return told;
    }

    private void tell(
            Map<Integer, List<Problem>> told,
            RecordShape shape,
            @Nullable Object[] values,
            String message,
            String word) {
        int leading = leading(shape, word);
        List<Integer> about = leading >= 0 ? List.of(leading) : about(shape, message);
        if (about.stream().anyMatch(place -> values[place] == null)) {
            return;
        }
        boolean alone = about.size() == 1 && shape.parts().get(about.get(0)) instanceof RecordShape.Variable;
        Problem problem = alone
                ? beside(
                        shape,
                        (RecordShape.Variable) shape.parts().get(about.get(0)),
                        message,
                        leading >= 0 ? word : "")
                : together(shape, about, message);
        told.computeIfAbsent(alone ? about.get(0) : values.length, none -> new ArrayList<>())
                .add(problem);
    }

    /** A message that begins with the component goes on from the value; one that begins with the variable does so itself. */
    private Problem beside(RecordShape shape, RecordShape.Variable variable, String message, String word) {
        Source.Entry entry = entries.get(variable.key());
        String value = entry == null ? "is not set and" : Binder.shown(variable, entry);
        String rest = message.substring(word.length()).strip();
        String text;
        if (holdsSecret(message) || word.isEmpty()) {
            text = value + " is refused: " + reason(shape, message);
        } else if (word.equals(variable.component()) || entry == null) {
            text = value + " " + reason(shape, rest);
        } else {
            text = reason(shape, rest) + " Its value is " + Binder.origin(entry) + ".";
        }
        return new Problem(name(variable), text + Binder.component(shape, variable));
    }

    private Problem together(RecordShape shape, List<Integer> about, String message) {
        List<RecordShape.Variable> variables = (about.isEmpty()
                        ? shape.parts()
                        : about.stream().map(shape.parts()::get).toList())
                .stream().flatMap(RecordShape::variables).toList();
        String type = shape.type().getSimpleName();
        String reason = reason(shape, message);
        if (variables.isEmpty()) {
            return new Problem(type, "is refused: " + reason);
        }
        String values = variables.stream()
                .limit(MOST_VALUES)
                .map(variable -> {
                    Source.Entry entry = entries.get(variable.key());
                    return name(variable) + " is " + (entry == null ? "not set" : Binder.shown(variable, entry));
                })
                .collect(Collectors.joining(", "));
        String keys = variables.stream().limit(MOST_KEYS).map(this::name).collect(Collectors.joining(", "));
        return new Problem(
                keys + (variables.size() > MOST_KEYS ? ", …" : ""),
                (variables.size() == 1 ? "is refused: " : "are refused together: ") + reason + " " + values
                        + (variables.size() > MOST_VALUES ? ", …" : ".") + " (" + type + ")");
    }

    private String name(RecordShape.Variable variable) {
        return names.getOrDefault(variable.key(), variable.key());
    }

    /** The component that a message begins with, by its own name or by its variable's; -1 if there is none. */
    private static int leading(RecordShape shape, String word) {
        return about(shape, word).stream().findFirst().orElse(-1);
    }

    /** The components that a message names. */
    private static List<Integer> about(RecordShape shape, String message) {
        Set<String> words = new HashSet<>(Arrays.asList(message.split("\\W+")));
        return IntStream.range(0, shape.parts().size())
                .filter(place -> {
                    RecordShape.Part part = shape.parts().get(place);
                    return words.contains(part.component())
                            || (part instanceof RecordShape.Variable variable
                                    && words.stream().anyMatch(word -> isKey(variable.key(), word)));
                })
                .boxed()
                .toList();
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
        return Sentence.closed(
                holdsSecret(message)
                        ? "the reason is not shown because it holds a secret"
                        : Shown.message(message, texts(shape)));
    }

    private boolean holdsSecret(String message) {
        return !secrets.isEmpty()
                && (message.length() > LONGEST_REASON || secrets.stream().anyMatch(message::contains));
    }

    /** The text, and what it lists, if it is a list. */
    private void rememberSecret(String text) {
        secrets.add(text);
        for (String part : EscapedText.split(text, ',')) {
            EscapedText.splitFirst(part, '=').stream()
                    .map(half -> EscapedText.plain(half).strip())
                    .filter(half -> half.length() >= SHORTEST_PART)
                    .forEach(secrets::add);
        }
        secrets.remove("");
    }
}

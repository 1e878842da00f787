package dev.operable.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * What is in force, and why: each variable with the value that wins, those that lose, and the places of both. Neither
 * secrets nor passwords inside URIs are in it. Immutable and safe for use by many threads.
 */
public final class Explanation {
    private final String service;
    private final List<Entry> entries;
    private final List<Problem> problems;

    Explanation(String service, List<Entry> entries, List<Problem> problems) {
        this.service = service;
        this.entries = List.copyOf(entries);
        this.problems = problems;
    }

    /**
     * What there is to say of a variable.
     *
     * @param winner with {@code •••} for a secret, and with the time when this process first read it where the place does
     *     not tell a better one; empty when the variable is not set
     * @param losers what lower sources and the default say, the highest first
     * @param doc what it means; may be empty
     */
    public record Entry(
            String key, Optional<ConfigValue> winner, List<ConfigValue> losers, boolean secret, String doc) {}

    /**
     * The same with less of its texts.
     *
     * @param rule what to show, given the name of a variable and a value of it or a message about it
     */
    public Explanation shown(BinaryOperator<String> rule) {
        List<Entry> less = new ArrayList<>();
        for (Entry entry : entries) {
            String key = entry.key();
            Optional<ConfigValue> winner = entry.winner();
            if (winner.isPresent()) {
                winner = Optional.of(shown(key, winner.get(), rule));
            }
            List<ConfigValue> losers = new ArrayList<>();
            for (ConfigValue loser : entry.losers()) {
                losers.add(shown(key, loser, rule));
            }
            less.add(new Entry(key, winner, losers, entry.secret(), entry.doc()));
        }
        List<Problem> fewer = new ArrayList<>();
        for (Problem problem : problems) {
            fewer.add(new Problem(problem.key(), rule.apply(problem.key(), problem.message())));
        }
        return new Explanation(service, less, fewer);
    }

    private static ConfigValue shown(String key, ConfigValue value, BinaryOperator<String> rule) {
        return new ConfigValue(rule.apply(key, value.text()), value.place(), value.changed());
    }

    /** In the order of the records and their components. */
    public List<Entry> entries() {
        return entries;
    }

    /** A table for people; below it, whatever keeps an update of the sources from being in force. */
    @Override
    public String toString() {
        int width = 0;
        for (Entry entry : entries) {
            width = Math.max(width, entry.key().length());
        }
        String margin = " ".repeat(width + 5);
        StringBuilder text = new StringBuilder("The settings of " + service + ":");
        for (Entry entry : entries) {
            text.append(("\n  " + entry.key() + margin).substring(0, margin.length() + 1));
            text.append(
                    entry.winner().isEmpty()
                            ? "is not set"
                            : shown(entry, entry.winner().get()));
            for (ConfigValue loser : entry.losers()) {
                text.append('\n' + margin + "  instead of " + shown(entry, loser));
            }
            text.append(entry.doc().isEmpty() ? "" : '\n' + margin + "  " + Shown.closed(entry.doc()));
        }
        return problems.isEmpty()
                ? text.toString()
                : text + "\nThe last update is not in force. " + ConfigException.report(service, problems);
    }

    private static String shown(Entry entry, ConfigValue value) {
        String text = entry.secret() ? value.text() : Shown.value(value.text());
        return text
                + ' '
                + value.origin()
                + (value.changed().isEmpty() ? "" : ", since " + value.changed().get());
    }

    /**
     * The same for programs: {@code {"service": …, "settings": [{"key", "secret", "doc", "value", "from", "changed",
     * "losers": [{"value", "from"}]}], "problems": [{"key", "message"}]}}. What is not set has no value, place and time.
     */
    public String json() {
        StringBuilder json = new StringBuilder("{");
        field(json, "service", service).append("\"settings\":[");
        for (Entry entry : entries) {
            field(json.append('{'), "key", entry.key());
            field(json, "doc", entry.doc()).append("\"secret\":" + entry.secret() + ',');
            if (entry.winner().isPresent()) {
                fields(json, entry.winner().get());
            }
            json.append("\"losers\":[");
            for (ConfigValue loser : entry.losers()) {
                fields(json.append('{'), loser);
                end(json, "},");
            }
            end(json, "]},");
        }
        end(json, "],\"problems\":[");
        for (Problem problem : problems) {
            field(field(json.append('{'), "key", problem.key()), "message", problem.message());
            end(json, "},");
        }
        return end(json, "]}").toString();
    }

    private static void fields(StringBuilder json, ConfigValue value) {
        field(field(json, "value", value.text()), "from", value.place());
        if (value.changed().isPresent()) {
            field(json, "changed", value.changed().get().toString());
        }
    }

    /** Each field and each item ends with a comma; after the last one it is taken back. */
    private static StringBuilder end(StringBuilder json, String bracket) {
        int last = json.length() - 1;
        json.setLength(json.charAt(last) == ',' ? last : last + 1);
        return json.append(bracket);
    }

    private static StringBuilder field(StringBuilder json, String name, String text) {
        json.append('"' + name + "\":\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
            json.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return json.append("\",");
    }
}

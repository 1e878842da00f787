package dev.operable.config;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /** In the order of the records and their components. */
    public List<Entry> entries() {
        return entries;
    }

    /** A table for people; below it, whatever keeps an update of the sources from being in force. */
    @Override
    public String toString() {
        int width =
                entries.stream().mapToInt(entry -> entry.key().length()).max().orElse(0) + 5;
        StringBuilder text =
                new StringBuilder("The settings of ").append(service).append(" are:");
        for (Entry entry : entries) {
            text.append("\n  ")
                    .append(entry.key())
                    .append(" ".repeat(width - entry.key().length() - 2));
            text.append(entry.winner().map(value -> shown(entry, value)).orElse("is not set"));
            for (ConfigValue loser : entry.losers()) {
                text.append('\n')
                        .append(" ".repeat(width))
                        .append("  instead of ")
                        .append(shown(entry, loser));
            }
        }
        return problems.isEmpty()
                ? text.toString()
                : text + "\nThe last update is not in force. " + Report.text(service, problems);
    }

    /**
     * The same for programs: {@code {"service": …, "settings": [{"key", "secret", "doc", "value", "from", "changed",
     * "losers": [{"value", "from"}]}], "problems": [{"key", "message"}]}}. What is not set has no value, place and time.
     */
    public String json() {
        StringBuilder json = new StringBuilder("{\"service\":");
        quote(json, service).append(",\"settings\":[");
        for (Entry entry : entries) {
            quote(json.append("{\"key\":"), entry.key());
            json.append(",\"secret\":").append(entry.secret());
            quote(json.append(",\"doc\":"), entry.doc());
            entry.winner().ifPresent(value -> append(json.append(','), value));
            json.append(",\"losers\":[");
            entry.losers().forEach(loser -> append(json.append('{'), loser).append("},"));
            end(json).append("]},");
        }
        end(json).append("],\"problems\":[");
        for (Problem problem : problems) {
            quote(json.append("{\"key\":"), problem.key());
            quote(json.append(",\"message\":"), problem.message()).append("},");
        }
        return end(json).append("]}").toString();
    }

    private static String shown(Entry entry, ConfigValue value) {
        String text = entry.secret() ? value.text() : Shown.value(value.text());
        String place = value.place().equals(Source.CODE) ? " set in code" : " from " + value.place();
        return text + place + value.changed().map(time -> ", since " + time).orElse("");
    }

    private static StringBuilder append(StringBuilder json, ConfigValue value) {
        quote(json.append("\"value\":"), value.text());
        quote(json.append(",\"from\":"), value.place());
        value.changed().map(Instant::toString).ifPresent(time -> quote(json.append(",\"changed\":"), time));
        return json;
    }

    /** Takes back the comma after the last of a list. */
    private static StringBuilder end(StringBuilder json) {
        int last = json.length() - 1;
        if (json.charAt(last) == ',') {
            json.setLength(last);
        }
        return json;
    }

    private static StringBuilder quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }
}

package dev.operable.benchmarks;

import dev.operable.config.Prefix;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A hundred settings, ten of a kind: what every peer has to make out of the same texts. */
public record Hundred(
        @Prefix("G0_") Group g0,
        @Prefix("G1_") Group g1,
        @Prefix("G2_") Group g2,
        @Prefix("G3_") Group g3,
        @Prefix("G4_") Group g4,
        @Prefix("G5_") Group g5,
        @Prefix("G6_") Group g6,
        @Prefix("G7_") Group g7,
        @Prefix("G8_") Group g8,
        @Prefix("G9_") Group g9) {
    static final int GROUPS = 10;

    /** A choice by name. */
    public enum Level {
        LOW,
        HIGH
    }

    /** Ten settings of the types that services have. */
    public record Group(
            String name,
            String host,
            String user,
            int port,
            int limit,
            boolean enabled,
            Duration timeout,
            URI url,
            Level level,
            List<String> tags) {}

    static Hundred of(List<Group> groups) {
        return new Hundred(
                groups.get(0),
                groups.get(1),
                groups.get(2),
                groups.get(3),
                groups.get(4),
                groups.get(5),
                groups.get(6),
                groups.get(7),
                groups.get(8),
                groups.get(9));
    }

    /** What is bound, made by hand. */
    static Hundred expected() {
        return of(java.util.stream.IntStream.range(0, GROUPS)
                .mapToObj(i -> new Group(
                        "group " + i,
                        "host" + i + ".example.com",
                        "user-" + i,
                        8000 + i,
                        100 * i,
                        i % 2 == 0,
                        Duration.ofSeconds(i + 1),
                        URI.create("https://host" + i + ".example.com:8443/path"),
                        i % 2 == 0 ? Level.HIGH : Level.LOW,
                        List.of("a" + i, "b" + i, "c" + i)))
                .toList());
    }

    /** The texts by names such as {@code g0.port}. */
    static Map<String, String> properties() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < GROUPS; i++) {
            String prefix = "g" + i + ".";
            texts.put(prefix + "name", "group " + i);
            texts.put(prefix + "host", "host" + i + ".example.com");
            texts.put(prefix + "user", "user-" + i);
            texts.put(prefix + "port", Integer.toString(8000 + i));
            texts.put(prefix + "limit", Integer.toString(100 * i));
            texts.put(prefix + "enabled", Boolean.toString(i % 2 == 0));
            texts.put(prefix + "timeout", (i + 1) + "s");
            texts.put(prefix + "url", "https://host" + i + ".example.com:8443/path");
            texts.put(prefix + "level", i % 2 == 0 ? "HIGH" : "LOW");
            texts.put(prefix + "tags", "a" + i + ",b" + i + ",c" + i);
        }
        return Map.copyOf(texts);
    }
}

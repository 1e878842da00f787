package dev.operable.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page, marked in the line above it: {@code <!-- run: plain -->} or {@code <!-- compile: ops -->}.
 *
 * @param purpose {@code run}, {@code compile} or {@code probes}
 * @param name what the mark calls it
 * @param text what stands between the fences
 */
record Snippet(String purpose, String name, String text) {
    private static final Pattern MARKED =
            Pattern.compile("<!-- (run|compile|probes): (\\S+) -->\\n```\\w*\\n(.*?)\\n```", Pattern.DOTALL);

    /** The marked snippets of a page of the repository, in order. */
    static List<Snippet> of(String page) throws IOException {
        List<Snippet> found = new ArrayList<>();
        Matcher marked = MARKED.matcher(Files.readString(Path.of("..").resolve(page)));
        while (marked.find()) {
            found.add(new Snippet(marked.group(1), marked.group(2), marked.group(3)));
        }
        return List.copyOf(found);
    }

    static Snippet of(String page, String name) throws IOException {
        return of(page).stream()
                .filter(snippet -> snippet.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + " has no snippet marked " + name));
    }
}

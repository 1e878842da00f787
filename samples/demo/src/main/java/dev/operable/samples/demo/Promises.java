package dev.operable.samples.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What the demo promises, and whether it was seen. */
final class Promises {
    private final PrintStream out;
    private final List<String> broken = new ArrayList<>();

    Promises(PrintStream out) {
        this.out = out;
    }

    /** @param otherwise what was seen instead */
    void expect(String promise, boolean seen, String otherwise) {
        out.println((seen ? "  seen    " : "  BROKEN  ") + promise + (seen ? "" : ": " + otherwise));
        if (!seen) {
            broken.add(promise);
        }
    }

    boolean allSeen() {
        return broken.isEmpty();
    }

    List<String> broken() {
        return List.copyOf(broken);
    }
}

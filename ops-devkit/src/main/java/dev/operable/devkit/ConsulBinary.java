package dev.operable.devkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the executable of a real Consul agent. */
final class ConsulBinary {
    static final String PROPERTY = "operable.consul.bin";
    static final String REQUIRE = "operable.require";
    static final String MISSING =
            "NOT TESTED AGAINST A REAL CONSUL: there is none. Install consul on the PATH, or name its"
                    + " executable with -D" + PROPERTY + "=...";

    private ConsulBinary() {}

    /** @throws IllegalStateException if one is named that cannot be run */
    static Optional<String> find() {
        String named = System.getProperty(PROPERTY, "");
        if (named.equals("none")) {
            return Optional.empty();
        }
        if (!named.isBlank()) {
            if (!Files.isExecutable(Path.of(named))) {
                throw new IllegalStateException("The system property " + PROPERTY + " is \"" + named
                        + "\", which is no executable file. Name a consul executable, or leave it out.");
            }
            return Optional.of(named);
        }
        return runs("consul") ? Optional.of("consul") : Optional.empty();
    }

    /** Whether tests without it fail rather than be skipped. */
    static boolean required() {
        return List.of(System.getProperty(REQUIRE, "").split("[, ]+")).contains("consul");
    }

    private static boolean runs(String command) {
        try {
            return new ProcessBuilder(command, "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

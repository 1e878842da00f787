package dev.operable.samples.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the demo runs.
 *
 * @param check whether to stop at the end, instead of staying up
 * @param consul the executable of a real agent; without it the services share the one of the devkit
 * @param root the folder of the project, with everything built
 */
record DemoOptions(boolean check, Optional<Path> consul, Path root) {
    static final String USAGE = "usage: bin/demo [--check] [--consul]";

    /** @throws DemoFailed with the usage, when an argument is not known */
    static DemoOptions parse(String[] arguments) {
        boolean check = false;
        boolean consul = false;
        for (String argument : arguments) {
            switch (argument) {
                case "--check" -> check = true;
                case "--consul" -> consul = true;
                default -> throw new DemoFailed("\"" + argument + "\" is not an option; " + USAGE);
            }
        }
        return new DemoOptions(
                check, consul ? Optional.of(property("demo.consul")) : Optional.empty(), property("demo.root"));
    }

    Path urls() {
        return root.resolve("samples/data/urls.txt");
    }

    Path jar(String sample) {
        Path jar = root.resolve("samples/" + sample + "/target/sample-" + sample + "-0.1.0-SNAPSHOT.jar");
        if (!Files.exists(jar)) {
            throw new DemoFailed(jar + " is missing; bin/demo builds it");
        }
        return jar;
    }

    private static Path property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new DemoFailed("the system property " + name + " is not set; bin/demo sets it");
        }
        return Path.of(value);
    }
}

package dev.operable.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a process answered. */
record Child(int status, String output) {
    static final String JAVA_HOME = System.getProperty("java.home");
    static final String JAVA = Path.of(JAVA_HOME, "bin", "java").toString();

    /** Runs a command to its end, with nothing in its environment but what the command itself sets. */
    static Child run(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("/usr/bin/env", "-i"));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Child(process.waitFor(), output);
    }
}

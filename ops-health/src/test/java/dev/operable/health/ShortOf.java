package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that has used up what it may have, and prints what the check says of that. */
final class ShortOf {
    private static final int PIECE = 1 << 16;

    private ShortOf() {}

    public static void main(String[] what) throws Exception {
        List<Object> kept = new ArrayList<>();
        HealthCheck check;
        if (what[0].equals("heap")) {
            check = HealthChecks.heap();
            System.out.println(check.run().status());
            // In pieces that are not large to any collector.
            for (long bytes = 0; bytes < Runtime.getRuntime().maxMemory() * 0.88; bytes += PIECE) {
                kept.add(new byte[PIECE]);
            }
            System.gc();
        } else if (what[0].equals("heap that nobody collects")) {
            check = HealthChecks.heap(0.5, 0.95);
            System.out.println(check.run().status());
            for (long bytes = 0; bytes < Runtime.getRuntime().maxMemory() * 0.7; bytes += PIECE) {
                kept.add(new byte[PIECE]);
            }
            // Garbage that dies young: collections come by themselves, and find nothing to do in the old generation.
            for (long bytes = 0; bytes < Runtime.getRuntime().maxMemory() * 4; bytes += PIECE) {
                kept.set(0, new byte[PIECE]);
            }
        } else {
            check = HealthChecks.fileDescriptors();
            System.out.println(check.run().status());
            for (int i = 0; i < Integer.parseInt(what[1]); i++) {
                kept.add(new FileInputStream("/dev/null"));
            }
        }
        CheckResult result = check.run();
        System.out.println(result.status() + " " + result.reason() + " " + kept.size());
    }

    static String says(String shell, String jvm, String... what) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("sh", "-c", shell + "exec \"$0\" \"$@\"", java, jvm));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(ShortOf.class.getName());
        command.addAll(List.of(what));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}

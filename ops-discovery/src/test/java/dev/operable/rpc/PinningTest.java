package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No call keeps the carrier of a virtual thread while it waits; by the JDK's own record of such cases, in a process of Java 24
 * or later: the one of the system property {@code operable.java25.bin} ({@code none} for none), this one's, or the latest of
 * the usual directories.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PinningTest {
    private static final int WITHOUT_PINNING_BY_MONITORS = 24;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final Path HOME = Path.of(System.getProperty("user.home"));
    private static final List<Path> USUAL = List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt/java"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            HOME.resolve(".sdkman/candidates/java"),
            HOME.resolve(".jdks"));

    private record Jdk(int version, Path home) {}

    /** Seen to fail with one more call, made by a static initialiser on a virtual thread. */
    @Test
    void noCallPinsItsThread(@TempDir Path folder) throws Exception {
        Optional<Path> java = java();
        assumeTrue(java.isPresent(), "NOT CHECKED for pinned threads: there is no Java 24 or later");
        Path said = folder.resolve("said");

        Process process = new ProcessBuilder(
                        java.get().toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PinnedCalls.class.getName(),
                        folder.resolve("recording.jfr").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(() -> read(said)).isZero();
        } finally {
            process.destroyForcibly();
        }

        List<String> lines = Files.readAllLines(said);
        assertThat(lines)
                .as("the record sees a thread that is pinned")
                .anyMatch(line -> line.startsWith("a thread pinned: "));
        assertThat(lines)
                .as("all that waits was waited for")
                .contains("ended: interrupt REJECTED 12", "ended: interrupted reader IOException 12")
                .contains("ended: backoff STATUS 24")
                .anyMatch(line -> line.startsWith("ended: queue ok "))
                .anyMatch(line -> line.startsWith("ended: rate ok "))
                .anyMatch(line -> line.startsWith("ended: blocking ok "))
                .anyMatch(line -> line.startsWith("ended: future ok "))
                .anyMatch(line -> line.startsWith("ended: stream ok "));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("a call pinned: "))
                // Of whatever uses a class first.
                .filteredOn(line -> !line.contains("initialization of") && !line.contains("ClassLoader"))
                .isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Optional<Path> java() throws IOException {
        String named = System.getProperty("operable.java25.bin", "");
        if (!named.isEmpty()) {
            return Optional.of(named).filter(path -> !path.equals("none")).map(Path::of);
        }
        if (Runtime.version().feature() >= WITHOUT_PINNING_BY_MONITORS) {
            return Optional.of(Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        List<Jdk> all = new ArrayList<>();
        for (Path folder : USUAL) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> homes = Files.list(folder)) {
                    for (Path home : homes.toList()) {
                        at(home).ifPresent(all::add);
                        at(home.resolve("Contents/Home")).ifPresent(all::add);
                    }
                }
            }
        }
        return all.stream()
                .filter(jdk -> jdk.version >= WITHOUT_PINNING_BY_MONITORS)
                .max(Comparator.comparing(Jdk::version))
                .map(jdk -> jdk.home.resolve("bin/java"));
    }

    private static Optional<Jdk> at(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        Matcher version = VERSION.matcher(Files.readString(release));
        return version.find() ? Optional.of(new Jdk(Integer.parseInt(version.group(1)), home)) : Optional.empty();
    }
}

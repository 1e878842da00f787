package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The build runs on JUnit 6; the jars of JUnit 5 lie in {@code target/junit5}. */
class JUnit5Test {
    @Test
    void theExtensionsWorkThereToo() throws Exception {
        List<Path> jars;
        try (Stream<Path> found = Files.list(Path.of("target", "junit5"))) {
            jars = found.toList();
        }
        assertThat(jars).anyMatch(jar -> jar.toString().contains("junit-jupiter-api-5."));
        String path = Stream.concat(
                        jars.stream().map(Path::toString),
                        Pattern.compile(Pattern.quote(File.pathSeparator))
                                .splitAsStream(System.getProperty("java.class.path"))
                                .filter(jar -> !jar.contains("junit-")))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path,
                        JUnit5Test.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).containsPattern("JUnit 5\\.\\d+\\.\\d+: [1-9]\\d* succeeded, 0 failed");
    }

    public static void main(String[] arguments) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(
                                        selectClass(FaultTest.class),
                                        selectClass(FaultyCallsTest.class),
                                        selectClass(WithConsulTest.class))
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures().forEach(failure -> System.out.println(failure.getException()));
        String jar =
                Test.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        System.out.printf(
                "JUnit %s: %d succeeded, %d failed%n",
                jar.replaceAll(".*junit-jupiter-api-(.*)\\.jar", "$1"),
                summary.getTestsSucceededCount(),
                summary.getTestsFailedCount());
        System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }
}

package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.UpToDate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is public is decided: whoever adds to it or takes from it changes the list, and a reviewer sees it. */
class ApiFilesTest {
    private static final Pattern OF_OTHERS = Pattern.compile("(?<![\\w.])(?:[a-z]\\w*\\.)+[A-Z]\\w*");

    private static final List<String> OF_THE_JDK = List.of("javax.", "com.sun.net.httpserver.");

    /** What a module may show of libraries, because it is the point there. */
    private static final Map<String, List<String>> SHOWN = Map.of(
            "ops-config", List.of(),
            // Logback makes the two of ours itself that are its own kind.
            "ops-core", List.of("org.slf4j.", "io.micrometer.", "jakarta.servlet.", "ch.qos.logback."),
            "ops-health", List.of("io.micrometer.", "jakarta.servlet."),
            // Apache's client is what Spring's takes, the mapper what the application has.
            "ops-discovery",
                    List.of(
                            "io.micrometer.",
                            "io.github.resilience4j.",
                            "org.apache.hc.client5.http.impl.classic.CloseableHttpClient",
                            "tools.jackson.databind.json.JsonMapper"),
            // Spring Boot has made it.
            "ops-database", List.of("io.micrometer.", "org.flywaydb.core.Flyway"),
            // What a test registers is an extension.
            "ops-devkit", List.of("org.junit.jupiter.api.extension."),
            "ops-starter", List.of("io.micrometer."),
            "ops-spring-starter", List.of("org.springframework."));

    /** All that a user depends on. */
    static Set<String> modules() {
        return new TreeSet<>(SHOWN.keySet());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theListOfWhatIsPublicIsUpToDate(String module) {
        UpToDate.file(
                Path.of("..", "docs", "api", module + ".txt"),
                PublicApi.of(module).toString());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noSignatureHasATypeOfAnotherLibrary(String module) {
        assertThat(OF_OTHERS.matcher(PublicApi.of(module).toString()).results().map(MatchResult::group))
                .allMatch(type -> Stream.concat(OF_THE_JDK.stream(), SHOWN.get(module).stream())
                        .anyMatch(type::startsWith));
    }

    @Test
    void theListHasTypesMembersAndWhatTheyTake() {
        assertThat(PublicApi.of("ops-health").toString())
                .contains("dev.operable.health\n", "\n  record CheckResult\n")
                .contains("\n    static CheckResult degraded(String)\n")
                .doesNotContain("hashCode");
    }
}

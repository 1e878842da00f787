package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.UpToDate;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user gets is what the page says: each library with its reason, and as few of them as can be. */
class DependencyFilesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = Path.of("..", "docs", "dependencies.md");
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\S+) \\S+ \\| \\d+ (\\|.*)$");
    private static final Pattern LICENCE = Pattern.compile("\\| ([^|]+) \\|.*");

    /** One that is neither optional nor for tests. */
    private static final Pattern DEPENDENCY = Pattern.compile("<artifactId>([\\w-]+)</artifactId>\\s*</dependency>");

    /** What may be linked with and passed on by anyone, whatever the licence of the rest. */
    private static final Set<String> LICENCES =
            Set.of("Apache-2.0", "MIT", "BSD-2-Clause", "EPL-1.0", "EPL-2.0", "CC0-1.0", "WTFPL");

    @ParameterizedTest
    @MethodSource("dev.operable.docs.ApiFilesTest#modules")
    void theTableHasWhatTheModuleBrings(String module) throws IOException {
        Map<String, String> reasons = reasons(module);
        StringBuilder table = new StringBuilder();
        Set<Path> brought = new TreeSet<>(libraries(module));
        brought.removeIf(isOptional(module));
        for (Path below : classPath(module)) {
            if (below.startsWith(ROOT)) {
                brought.removeAll(libraries(ROOT.relativize(below).getName(0).toString()));
            }
        }
        Map<String, String> rows = new TreeMap<>();
        for (Path jar : brought) {
            Matcher named = JAR.matcher(jar.getFileName().toString());
            assertThat(named.matches()).as("%s has a version", jar).isTrue();
            String name = named.group(1);
            String reason = reasons.getOrDefault(name, "| ? | ? | ? | ? |");
            rows.put(name, "| " + name + " " + named.group(2) + " | " + Files.size(jar) / 1000 + " " + reason + "\n");
        }
        if (rows.isEmpty()) {
            table.append("Nothing of its own.\n");
        } else {
            table.append("| Library | kB | Licence | For | Upkeep | Rather than |\n|---|---|---|---|---|---|\n");
            rows.values().forEach(table::append);
        }
        UpToDate.section(PAGE, module, table.toString());
        assertThat(rows.values()).allSatisfy(row -> assertThat(row).doesNotContain("| ?", "|  |"));
    }

    @Test
    void everyLicenceLeavesTheUserFree() throws IOException {
        assertThat(ROW.matcher(Files.readString(PAGE)).results())
                .hasSizeGreaterThan(40)
                .allSatisfy(row -> {
                    Matcher licence = LICENCE.matcher(row.group(2));
                    assertThat(licence.matches()).isTrue();
                    assertThat(LICENCES).containsAnyOf(licence.group(1).split(" or ", -1));
                });
    }

    @Test
    void aPlainServiceGetsFewLibraries() throws IOException {
        List<Path> libraries = libraries("ops-starter");
        long bytes = 0;
        for (Path jar : libraries) {
            bytes += Files.size(jar);
        }

        UpToDate.section(
                PAGE,
                "total",
                String.format(
                        Locale.ROOT,
                        "A service with `ops-starter` gets %d libraries, together %.1f MB.\n",
                        libraries.size(),
                        bytes / 1e6));
        assertThat(libraries).hasSizeLessThanOrEqualTo(45);
    }

    /** Of two libraries with one name, Jackson's of 2 and 3, that of the first below the module's title. */
    private static Map<String, String> reasons(String module) throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        String page = Files.readString(PAGE);
        ROW.matcher(page.substring(page.indexOf("<!-- begin " + module + " -->")))
                .results()
                .forEach(row -> reasons.putIfAbsent(row.group(1), row.group(2)));
        return reasons;
    }

    private static List<Path> libraries(String module) throws IOException {
        return classPath(module).stream()
                .filter(entry -> !entry.startsWith(ROOT))
                .toList();
    }

    /**
     * A user gets no optional ones: what the plain service has not, and in Spring Boot, whose applications bring the rest, what
     * the starter does not ask for itself.
     */
    private static Predicate<Path> isOptional(String module) throws IOException {
        if (!module.equals("ops-spring-starter")) {
            Set<Path> gotten = Set.copyOf(libraries("ops-starter"));
            return jar -> !gotten.contains(jar);
        }
        Set<String> asked = DEPENDENCY
                .matcher(Files.readString(Path.of("..", module, "pom.xml")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        return jar -> !asked.contains(jar.getFileName().toString().replaceFirst("-\\d.*", ""));
    }

    /** What its build has at run time, as it wrote it down. */
    private static List<Path> classPath(String module) throws IOException {
        String written = Files.readString(Path.of("..", module, "target", "class-path-runtime"));
        return Arrays.stream(written.strip().split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
    }
}

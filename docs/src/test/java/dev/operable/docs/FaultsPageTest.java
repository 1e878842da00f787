package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each fault of the page has a proof that exists, or says that it has none. */
final class FaultsPageTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern PROOF_OF_ROW = Pattern.compile("\\| .+ \\| .+ \\| (.+) \\|");
    private static final Pattern FILE = Pattern.compile("(?m)^\\[([\\w-]+)]: (\\S+)$");

    private static final String LINK = "\\[(\\w+)](?:\\[([\\w-]+)])?";
    private static final String METHOD = "`(\\w+)`";
    /** A class, or a method of the class before it. */
    private static final Pattern NAMED = Pattern.compile(LINK + "|" + METHOD);

    private static final String TESTS =
            "(?:real|wire|played) " + LINK + " " + METHOD + "(?:, (?:" + LINK + " )?" + METHOD + ")*";
    private static final Pattern PROOF =
            Pattern.compile("not yet|" + TESTS + "(?:; " + TESTS + ")*(?:; not yet: [^`;]+)?");

    @Test
    void everyTestOfThePageExists() throws IOException {
        String page = page();

        assertThat(problems(page)).isEmpty();
        assertThat(rows(page)).hasSizeGreaterThan(50);
    }

    @Test
    void aTestThatIsGoneAndARowThatSaysNothingAreSeen() throws IOException {
        String page = page();

        assertThat(problems(page.replace("`noCallFailsWhenAnInstanceIsKilled`", "`noCallFails`")))
                .containsExactly("RpcKillTest has no test noCallFails");
        assertThat(problems(page.replace("/rpc/RpcKillTest.java", "/rpc/RpcDeathTest.java")))
                .hasSize(2)
                .allMatch(problem -> problem.startsWith("RpcKillTest is not in "));
        assertThat(problems(page.replace("; not yet: ", "; to be done: ")))
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("Neither proven nor \"not yet\": "));
    }

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("faults.md"));
    }

    private static List<String> rows(String page) {
        return page.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| What fails |"))
                .toList();
    }

    private static List<String> problems(String page) throws IOException {
        Map<String, Path> files = new HashMap<>();
        FILE.matcher(page)
                .results()
                .forEach(file ->
                        files.put(file.group(1), DOCS.resolve(file.group(2)).normalize()));
        List<String> problems = new ArrayList<>();
        for (String row : rows(page)) {
            Matcher proof = PROOF_OF_ROW.matcher(row);
            if (proof.matches() && PROOF.matcher(proof.group(1)).matches()) {
                problems.addAll(missing(proof.group(1), files));
            } else {
                problems.add("Neither proven nor \"not yet\": " + row);
            }
        }
        return problems;
    }

    private static List<String> missing(String proof, Map<String, Path> files) throws IOException {
        List<String> missing = new ArrayList<>();
        String test = "";
        Path file = DOCS;
        Matcher named = NAMED.matcher(proof);
        while (named.find()) {
            if (named.group(1) != null) {
                test = named.group(1);
                file = files.getOrDefault(named.group(2) == null ? test : named.group(2), DOCS);
            } else if (!file.endsWith(test + ".java") || !Files.isRegularFile(file)) {
                missing.add(test + " is not in " + file);
            } else if (!Files.readString(file).contains("\n    void " + named.group(3) + "(")) {
                missing.add(test + " has no test " + named.group(3));
            }
        }
        return missing;
    }
}

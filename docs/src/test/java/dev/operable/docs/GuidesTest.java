package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All Java of the guides compiles as it stands, but for a body of three dots. What surrounds it (the imports that a
 * reader's editor adds, and what the text says is there) is in {@code guides/<page>.java.txt}, where the comment
 * {@code // snippet 2} is the place of the page's second block of Java.
 */
final class GuidesTest {
    private static final Path PAGES = Path.of("..", "docs");
    private static final Path SURROUNDINGS = Path.of("src", "test", "resources", "guides");
    private static final Pattern JAVA = Pattern.compile("(?m)^```java\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("// snippet (\\d+)");

    /** Compiled elsewhere: the guide of settings, whose snippets a test of its module runs. */
    private static final Set<String> ELSEWHERE = Set.of("config");

    @TempDir
    Path classes;

    @Test
    void allJavaOfThePagesCompiles() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (String page : pagesWithJava()) {
            sources.add(source(page));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();

        boolean compiled = compiler.getTask(
                        errors,
                        null,
                        null,
                        List.of("-proc:none", "-parameters", "-d", classes.toString()),
                        null,
                        sources)
                .call();

        assertThat(compiled).as(errors.toString()).isTrue();
        assertThat(sources).hasSizeGreaterThan(10);
    }

    private static Set<String> pagesWithJava() throws IOException {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file :
                    files.filter(page -> page.toString().endsWith(".md")).toList()) {
                String page = file.getFileName().toString().replace(".md", "");
                if (!ELSEWHERE.contains(page) && !snippets(page).isEmpty()) {
                    pages.add(page);
                }
            }
        }
        return pages;
    }

    /** Each page in a package of its own, and each snippet in exactly one place; whole files are run as they are. */
    private static JavaFileObject source(String page) throws IOException {
        List<String> snippets = snippets(page);
        Path surroundings = SURROUNDINGS.resolve(page + ".java.txt");
        assertThat(surroundings)
                .as("what surrounds the Java of docs/%s.md", page)
                .exists();
        String template = Files.readString(surroundings);
        List<Integer> expected = Stream.iterate(1, number -> number + 1)
                .limit(snippets.size())
                .filter(number -> !isFile(snippets.get(number - 1)))
                .toList();
        assertThat(PLACE.matcher(template).results().map(GuidesTest::number))
                .as("the places in guides/%s.java.txt for the snippets of docs/%s.md", page, page)
                .containsExactlyElementsOf(expected);
        String text = PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(
                        snippets.get(number(place) - 1).replace("{ ... }", "{ throw new AssertionError(); }")));
        return file("guide." + page.replace('-', '_'), text);
    }

    private static boolean isFile(String snippet) {
        return snippet.startsWith("package ");
    }

    private static List<String> snippets(String page) throws IOException {
        return JAVA.matcher(Files.readString(PAGES.resolve(page + ".md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static int number(MatchResult place) {
        return Integer.parseInt(place.group(1));
    }

    private static JavaFileObject file(String packageName, String text) {
        URI name = URI.create("guides:///" + packageName.replace('.', '/') + "/Guide.java");
        return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return "package " + packageName + ";\n" + text;
            }
        };
    }
}

package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A module of somebody else, compiled and run for real. */
@Timeout(60)
final class ModuleAccessTest {
    private static final String MAIN = """
            package acme;

            import dev.operable.config.*;

            public final class Main {
                record Hidden(@Default("4") int size, @Default("x") Word word) {}

                record Word(String text) {
                    static Word of(String text) {
                        return new Word(text);
                    }
                }

                public static void main(String[] arguments) {
                    System.out.print(Settings.of("acme").bind(Hidden.class).load().get(Hidden.class));
                }
            }
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void bindsHiddenRecordsOfAModuleThatOpensItsPackage() throws Exception {
        assertThat(run("opens acme to dev.operable.config;"))
                .isEqualTo(new Child(0, "Hidden[size=4, word=Word[text=x]]"));
    }

    @Test
    void saysWhatAModuleMustOpen() throws Exception {
        Child child = run("");
        assertThat(child.status()).isEqualTo(1);
        assertThat(child.output())
                .contains(
                        "acme.Main$Word is out of reach: its module acme does not open its package. Add `opens acme to"
                                + " dev.operable.config;` to the module-info.java of that module.");
    }

    private Child run(String opens) throws IOException, InterruptedException {
        Path source = Files.createDirectories(folder.resolve("source/acme"));
        Files.writeString(source.resolve("Main.java"), MAIN);
        Path info = source.resolveSibling("module-info.java");
        Files.writeString(info, "module acme { requires dev.operable.config; " + opens + " }");
        String classes = folder.resolve("classes").toString();
        String javac = Path.of(Child.JAVA_HOME, "bin", "javac").toString();
        Child compiled = Child.run(
                javac,
                "-p",
                System.getProperty("jdk.module.path"), // with jspecify, which compiling against this module needs
                "-d",
                classes,
                info.toString(),
                source.resolve("Main.java").toString());
        assertThat(compiled.status()).as(compiled.output()).isZero();
        return Child.run(Child.JAVA, "-p", "target/classes:" + classes, "-m", "acme/acme.Main");
    }
}

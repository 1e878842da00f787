package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourcesTest {
    record One(@Default("from default") String name) {}

    record Sized(@Default("1") int size, @Default("x") String text, Optional<String> note) {}

    record Login(Secret password) {}

    record Both(Optional<String> key, Path keyFile) {}

    @TempDir
    Path folder = Path.of("");

    @Test
    void theHigherSourceWins() throws IOException {
        Path dotEnv = Files.writeString(folder.resolve(".env"), "NAME=from .env\n");
        Settings.Builder builder = Settings.of("s").bind(One.class);
        assertThat(builder.load().get(One.class).name()).isEqualTo("from default");
        assertThat(builder.dotEnv(dotEnv).load().get(One.class).name()).isEqualTo("from .env");
        assertThat(builder.environment(Map.of("NAME", "from env"))
                        .load()
                        .get(One.class)
                        .name())
                .isEqualTo("from env");
        assertThat(builder.set("NAME", "from code").load().get(One.class).name())
                .isEqualTo("from code");
    }

    @Test
    void anEmptyVariableIsNotSetExceptForText() throws IOException {
        Settings.Builder builder = Settings.of("s")
                .environment(Map.of("SIZE", "", "TEXT", "", "NOTE", ""))
                .bind(Sized.class);
        assertThat(builder.load().get(Sized.class)).isEqualTo(new Sized(1, "", Optional.empty()));
        assertThat(builder.value("TEXT")).isEmpty();

        builder.dotEnv(Files.writeString(folder.resolve(".env"), "SIZE=2\nTEXT=lower\n"));
        assertThat(builder.load().get(Sized.class)).isEqualTo(new Sized(2, "", Optional.empty()));
    }

    @Test
    void aFileHoldsTheValueWithoutItsLastNewline() throws IOException {
        for (String ending : new String[] {"", "\n", "\r\n"}) {
            Path file = Files.writeString(folder.resolve("password"), " hunter2\n" + ending);
            Login login = Settings.of("s")
                    .environment(Map.of("PASSWORD_FILE", file.toString()))
                    .bind(Login.class)
                    .load()
                    .get(Login.class);
            assertThat(login.password().reveal()).isEqualTo(ending.isEmpty() ? " hunter2" : " hunter2\n");
        }
    }

    @Test
    void aFileThatCannotBeReadIsAProblem() throws IOException {
        assertReport(login("/nowhere/password"), """
                The configuration of s has 1 problem:
                  PASSWORD_FILE   "/nowhere/password" from the environment does not exist. It must be the path of the file that holds the value of PASSWORD. (Login.password)""");
        assertReport(login(folder.toString()), """
                The configuration of s has 1 problem:
                  PASSWORD_FILE   "FOLDER" from the environment is not a regular file. It must be the path of the file that holds the value of PASSWORD. (Login.password)""".replace("FOLDER", folder.toString()));
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> login(binary.toString()).load()).hasMessageContaining("is not text in UTF-8.");
        Path huge = Files.write(folder.resolve("huge"), new byte[1024 * 1024 + 1]);
        assertThatThrownBy(() -> login(huge.toString()).load()).hasMessageContaining("is larger than 1 MiB.");
    }

    @Test
    void anEmptyFileOfARequiredVariableIsAProblem() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertReport(login(empty.toString()), """
                The configuration of s has 1 problem:
                  PASSWORD_FILE   "PATH" from the environment is empty. It must be the path of the file that holds the value of PASSWORD. (Login.password)""".replace("PATH", empty.toString()));
        Settings.Builder sized = Settings.of("s").set("SIZE_FILE", empty.toString());
        assertThat(sized.bind(Sized.class).load().get(Sized.class).size()).isEqualTo(1);
        assertThat(login(empty.toString())
                        .dotEnv(Files.writeString(folder.resolve(".env"), "PASSWORD=lower"))
                        .load()
                        .get(Login.class)
                        .password())
                .isEqualTo(Secret.of("lower"));
    }

    @Test
    void aBadValueIsToldWithTheFileItIsIn() throws IOException {
        Path file = Files.writeString(folder.resolve("size"), "many");
        Settings.Builder builder = Settings.of("s").bind(Sized.class);
        assertReport(builder.set("SIZE_FILE", file.toString()), """
                The configuration of s has 1 problem:
                  SIZE   "many" from the file PATH that SIZE_FILE names is not a whole number. Write it as 8 or 250. (Sized.size)""".replace("PATH", file.toString()));
        Files.writeString(file, "2");
        assertThat(builder.load().explain().toString())
                .contains("\"2\" from the file " + file + " that SIZE_FILE names, since");
    }

    /** One that cannot be reached may well exist. */
    @Test
    void onlyWhatDoesNotExistIsSaidNotTo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertReport(login(file + "/password"), """
                The configuration of s has 1 problem:
                  PASSWORD_FILE   "PATH/password" from the environment cannot be read (Not a directory). It must be the path of the file that holds the value of PASSWORD. (Login.password)""".replace("PATH", file.toString()));
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path inside = Files.writeString(closed.resolve("password"), "x");
        Files.setPosixFilePermissions(closed, Set.of());
        Assumptions.assumeFalse(Files.isReadable(inside), "root may enter any folder");
        assertReport(login(inside.toString()), """
                The configuration of s has 1 problem:
                  PASSWORD_FILE   "PATH" from the environment may not be read by this process. It must be the path of the file that holds the value of PASSWORD. (Login.password)""".replace("PATH", inside.toString()));
    }

    @Test
    void aSecretInTheVariableOfTheFileIsNotShown() {
        String report = """
                The configuration of s has 1 problem:
                  PASSWORD_FILE   ••• from the environment does not exist. It must be the path of the file that holds the value of PASSWORD, and is shown when it begins with / or ./. (Login.password)""";
        assertReport(login("hunter2"), report);
        assertReport(
                login("hunter2".repeat(100)), report.replace("does not exist", "cannot be read (File name too long)"));
    }

    @Test
    void aValueAndAFileInOneSourceContradictEachOther() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "from file");
        assertReport(
                login(file.toString()).environment(Map.of("PASSWORD", "x", "PASSWORD_FILE", file.toString())), """
                The configuration of s has 1 problem:
                  PASSWORD   and PASSWORD_FILE are both set in the environment. Remove one of them. (Login.password)""");
        Settings overridden =
                login(file.toString()).set("PASSWORD", "from code").load();
        assertThat(overridden.get(Login.class).password().reveal()).isEqualTo("from code");
    }

    @Test
    void aDeclaredVariableThatEndsInFileIsItself() {
        Both both = Settings.of("s")
                .environment(Map.of("KEY_FILE", "/nowhere/key"))
                .bind(Both.class)
                .load()
                .get(Both.class);
        assertThat(both).isEqualTo(new Both(Optional.empty(), Path.of("/nowhere/key")));
    }

    @Test
    void aVariableIsReadByItsNameAtRunTime() throws IOException {
        Path file = Files.writeString(folder.resolve("url"), "http://a:1\n");
        Settings settings = Settings.of("s")
                .environment(Map.of("HITS_URL", "http://b:1", "LINKS_URL_FILE", file.toString(), "EMPTY_URL", ""))
                .load();
        assertThat(settings.value("HITS_URL")).contains("http://b:1");
        assertThat(settings.value("LINKS_URL")).contains("http://a:1");
        assertThat(settings.value("EMPTY_URL")).isEmpty();
        assertThat(settings.value("OTHER_URL")).isEmpty();

        Files.writeString(file, "http://c:1");
        assertThat(settings.value("LINKS_URL")).contains("http://c:1");
        Files.delete(file);
        assertThatThrownBy(() -> settings.value("LINKS_URL"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("LINKS_URL_FILE   \"" + file + "\" from the environment does not exist.");
    }

    @Test
    void aRecordThatWasNotBoundIsAMistakeOfTheProgram() {
        assertThatThrownBy(() -> Settings.of("s").load().get(One.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.operable.config.SourcesTest$One was not bound. Add bind(One.class) before load().");
    }

    /** Whoever may write to the place could have any file of this machine read, and see what is not a secret. */
    @Test
    void onlyTheCodeTheEnvironmentAndDotEnvNameFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("name"), "from the file");
        Path dotEnv = Files.writeString(folder.resolve(".env"), "NAME_FILE=" + file);
        Store store = new Store();
        store.put("NAME_FILE", file.toString());
        Settings.Builder builder = Settings.of("s").source(store).bind(One.class);
        String report = """
                The configuration of s has 1 problem:
                  NAME_FILE   from Store key NAME_FILE at index 1 names a file, which only the code, the environment and .env may do. Set NAME there, or NAME_FILE in the environment.""";
        assertReport(builder, report + " (One.name)");
        assertThatThrownBy(() -> Settings.of("s").source(store).value("NAME")).hasMessage(report);

        assertThat(builder.dotEnv(dotEnv).load().get(One.class).name()).isEqualTo("from the file");
        builder.dotEnv(Path.of("absent")).environment(Map.of("NAME_FILE", file.toString()));
        assertThat(builder.load().get(One.class).name()).isEqualTo("from the file");
        builder.environment(Map.of()).set("NAME_FILE", file.toString());
        assertThat(builder.load().get(One.class).name()).isEqualTo("from the file");
    }

    private static Settings.Builder login(String file) {
        return Settings.of("s").environment(Map.of("PASSWORD_FILE", file)).bind(Login.class);
    }
}

package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnreadTest {
    record Admin(
            @Key("OPS_LISTEN") @Default("127.0.0.1:0") ListenAddress listen,
            @Key("OPS_TOKEN") Optional<Secret> token,
            @Default("2s") Duration flushEvery,
            @Default("a") String host,
            Optional<String> node1) {}

    @Test
    void underTheOwnPrefixEveryUnreadVariableIsAProblem() {
        assertReport(admin(Map.of("OPS_LISTNE", "1", "OPS_TOKEN_FLIE", "/x", "OPS_COLOUR", "secret value")), """
                The configuration of admin has 3 problems:
                  OPS_COLOUR       is set but nothing reads it. Remove it or correct its name.
                  OPS_LISTNE       is set but nothing reads it. Did you mean OPS_LISTEN?
                  OPS_TOKEN_FLIE   is set but nothing reads it. Did you mean OPS_TOKEN_FILE?""");
    }

    @Test
    void namesThePlaceOutsideTheEnvironment(@TempDir Path folder) throws IOException {
        Path dotEnv = Files.writeString(folder.resolve(".env"), "# mine\nOPS_LISTNE=1\n");
        assertReport(admin(Map.of()).dotEnv(dotEnv).set("OPS_TOKN", "x"), """
                The configuration of admin has 2 problems:
                  OPS_LISTNE   is set in line 2 of .env but nothing reads it. Did you mean OPS_LISTEN?
                  OPS_TOKN     is set in the code but nothing reads it. Did you mean OPS_TOKEN?""");
    }

    @Test
    void elsewhereOnlyANearMissOfAnUnsetVariableIsAProblem() {
        assertReport(
                admin(Map.of("FLUSH_EVREY", "1s", "FLUSH_EVENTS", "1", "HOSTNAME", "h", "HOSTS", "h", "NODE2", "n")),
                """
                The configuration of admin has 1 problem:
                  FLUSH_EVREY   is set but nothing reads it. Did you mean FLUSH_EVERY?""");
        assertThatCode(() ->
                        admin(Map.of("FLUSH_EVREY", "1s", "FLUSH_EVERY", "1s")).load())
                .doesNotThrowAnyException();
    }

    @Test
    void leavesAloneWhatOthersSet() {
        assertThatCode(() -> admin(Map.of(
                                "OPS_SERVICE_HOST", "10.0.0.1",
                                "OPS_SERVICE_PORT_HTTP", "80",
                                "OPS_PORT", "tcp://10.0.0.1:80",
                                "OPS_PORT_80_TCP_ADDR", "10.0.0.1"))
                        .load())
                .doesNotThrowAnyException();
        assertReport(admin(Map.of("OPS_PORT", "80")), """
                The configuration of admin has 1 problem:
                  OPS_PORT   is set but nothing reads it. Remove it or correct its name.""");
    }

    @Test
    void aVariableThatWasReadBeforeIsRead() {
        Settings.Builder builder = admin(Map.of("OPS_MODE", "env"));
        assertThat(builder.value("OPS_MODE")).contains("env");
        assertThatCode(builder::load).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "ABC, ABC, 0",
        "ABC, ACB, 1",
        "ABC, AB, 1",
        "ABC, ABCD, 1",
        "ABC, ABX, 1",
        "ABC, XYZ, 3",
        "'', ABC, 3",
        "CA, ABC, 3"
    })
    void countsSlips(String a, String b, int slips) {
        assertThat(EditDistance.between(a, b)).isEqualTo(slips);
        assertThat(EditDistance.between(b, a)).isEqualTo(slips);
    }

    private static Settings.Builder admin(Map<String, String> environment) {
        return Settings.of("admin").environment(environment).bind(Admin.class);
    }
}

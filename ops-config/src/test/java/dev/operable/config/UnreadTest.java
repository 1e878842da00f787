package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
                  OPS_TOKN     is set in the code but nothing reads it. Did you mean OPS_TOKEN?""".replace(".env", dotEnv.toString()));
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

    record Hits(
            @Key("HITS_LIMIT") @Default("3") int limit,
            @Key("HITS_NODE_1") Optional<String> node) {}

    @Test
    void everyUnreadVariableOfAnOwnedPrefixIsAProblem() {
        Settings.Builder builder = Settings.of("hits")
                .environment(Map.of(
                        "HITS_LIMT", "1", "HITS_COLOUR", "red", "HITS_NODE_2", "b", "HITS_URL", "http://a", "HIT", "1"))
                .owns("HITS_")
                .bind(Hits.class);
        assertThat(builder.value("HITS_URL")).contains("http://a");
        assertReport(builder, """
                The configuration of hits has 3 problems:
                  HITS_COLOUR   is set but nothing reads it. Remove it or correct its name.
                  HITS_LIMT     is set but nothing reads it. Did you mean HITS_LIMIT?
                  HITS_NODE_2   is set but nothing reads it. Remove it or correct its name.""");
    }

    record Required(
            String host,
            String port,
            @Key("DB_PORT") String dbPort,
            @Key("DATABASE_URL") String url,
            Secret apiToken) {}

    /** What a container of Kubernetes, a shell and a desktop have, and a few names that are alike by chance. */
    private static final List<String> OF_OTHERS = List.of(
            ("PATH HOME USER LANG TERM SHELL SHLVL PWD OLDPWD HOSTNAME LOGNAME TZ _ EDITOR PAGER DISPLAY LS_COLORS"
                            + " JAVA_HOME JAVA_VERSION LC_ALL MAIL XDG_SESSION_ID SSH_AUTH_SOCK POST HOSTS SORT PORTS DB_HOST"
                            + " DATABASE_URL_2 DATABASE_USER MY_PORT_80_TCP_ADDR DB_PORT_5432_TCP KUBERNETES_PORT API_BROKEN"
                            + " POD_IP NODE_NAME http_proxy no_proxy")
                    .split(" "));

    @ParameterizedTest
    @CsvSource({
        "PROT, PORT",
        "HSOT, HOST",
        "DB_PROT, DB_PORT",
        "DATABASE_URI, DATABASE_URL",
        "DATABASE_ULR, DATABASE_URL",
        "DATABASEURL, DATABASE_URL",
        "DATBASE_URL, DATABASE_URL",
        "DATABSAE_ULR, DATABASE_URL",
        "DATABASE_URL_FLIE, DATABASE_URL_FILE",
        "database_url, DATABASE_URL",
        "database.url, DATABASE_URL",
        "API-TOKEN, API_TOKEN",
        "API_TOKEN_FIEL, API_TOKEN_FILE"
    })
    void findsTheSlipForAMissingVariableAmongTheVariablesOfOthers(String slip, String meant) {
        Map<String, String> environment = new HashMap<>(Map.of(slip, "x"));
        OF_OTHERS.forEach(name -> environment.put(name, "x"));
        Settings.Builder builder = Settings.of("s").environment(environment).bind(Required.class);
        assertThat(catchThrowableOfType(ConfigException.class, builder::load).problems())
                .filteredOn(problem -> !problem.message().startsWith("is missing"))
                .containsExactly(new Problem(slip, "is set but nothing reads it. Did you mean " + meant + "?"));
    }

    record Defaulted(
            @Default("a") String host,
            @Default("1") int port,
            @Default("a") String name,
            @Default("a") String mode,
            @Default("a") String user,
            @Default("a") String env,
            @Default("a") String url,
            @Key("DB_URL") @Default("a") String database) {}

    /** Without the rule for neighbours, a slip in a name of four letters is left alone. */
    @Test
    void lettersThatAreSwappedAreASlipForAShortNameWithADefaultToo() {
        Map<String, String> environment = new HashMap<>();
        OF_OTHERS.forEach(name -> environment.put(name, "x"));
        OF_SYSTEMS.keySet().forEach(name -> environment.put(name, "x"));
        Settings.Builder builder = Settings.of("s").environment(environment).bind(Defaulted.class);
        assertThatCode(builder::load).doesNotThrowAnyException();
        environment.put("PROT", "80");
        environment.put("DB_ULR", "x");
        assertReport(builder.environment(environment), """
                The configuration of s has 2 problems:
                  DB_ULR   is set but nothing reads it. Did you mean DB_URL?
                  PROT     is set but nothing reads it. Did you mean PORT?""");
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

    record LikeSystems(
            @Default("/") List<Path> paths,
            @Default("a") String hostName,
            Optional<String> userName,
            List<String> users,
            @Default("a") String home1,
            @Default("a") String homes,
            @Default("a") String tmpDir,
            @Default("a") String javaHomes,
            @Default("a") String lcAlls,
            @Default("a") String language1,
            @Default("a") String columnes) {}

    record RequiredLikeSystems(List<String> roots, String hostName, int users, Path paths, Path javaHom) {}

    private static final Map<String, String> OF_SYSTEMS = Map.ofEntries(
            Map.entry("PATH", "/bin"),
            Map.entry("HOME", "/root"),
            Map.entry("USER", "root"),
            Map.entry("USERNAME", "root"),
            Map.entry("HOSTNAME", "b1f3"),
            Map.entry("LC_ALL", "C"),
            Map.entry("LANGUAGE", "en"),
            Map.entry("TMPDIR", "/tmp"),
            Map.entry("COLUMNS", "80"),
            Map.entry("JAVA_HOME", "/usr/lib/jvm"));

    /** Whoever starts the service can neither remove them nor see what they have to do with it. */
    @Test
    void whatEverySystemSetsIsNoSlipForAnything() {
        Settings.Builder builder = Settings.of("s").environment(OF_SYSTEMS).bind(LikeSystems.class);
        assertThatCode(builder::load).doesNotThrowAnyException();
        assertThatCode(() -> builder.owns("HO").load()).doesNotThrowAnyException();
        assertReport(Settings.of("s").environment(OF_SYSTEMS).bind(RequiredLikeSystems.class), """
                The configuration of s has 4 problems:
                  HOST_NAME   is missing. (RequiredLikeSystems.hostName)
                  USERS       is missing. It is a whole number, for example 8 or 250. (RequiredLikeSystems.users)
                  PATHS       is missing. It is a path, for example /var/lib/data. (RequiredLikeSystems.paths)
                  JAVA_HOM    is missing. It is a path, for example /var/lib/data. (RequiredLikeSystems.javaHom)""");
    }

    /** There it is somebody's hand that wrote it. */
    @Test
    void inOtherSourcesTheSameNamesAreSlips() {
        assertReport(Settings.of("s").set("HOSTNAME", "a").bind(LikeSystems.class), """
                The configuration of s has 1 problem:
                  HOSTNAME   is set in the code but nothing reads it. Did you mean HOST_NAME?""");
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
        assertThat(Names.between(a, b)).isEqualTo(slips);
        assertThat(Names.between(b, a)).isEqualTo(slips);
    }

    private static Settings.Builder admin(Map<String, String> environment) {
        return Settings.of("admin").environment(environment).bind(Admin.class);
    }
}

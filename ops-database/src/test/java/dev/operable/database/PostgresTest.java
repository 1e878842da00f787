package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.health.CheckResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may connect, and what is said to who may not. */
// Without the driver's timeouts the test of the host that says nothing was seen to wait on.
@Timeout(300)
class PostgresTest {
    private static final String PASSWORD = "p@ss/w:rd +%é";
    private static final String PASSWORD_IN_URL = "p%40ss%2Fw%3Ard%20+%25%C3%A9";

    private static TestPostgres postgres;

    @TempDir
    Path folder;

    private String name;
    private Scripts scripts;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.start();
        String rules = postgres.admin("SHOW hba_file");
        postgres.admin("CREATE ROLE \"ann@home\" LOGIN PASSWORD '" + PASSWORD + "'; SELECT 1");
        Path file = Path.of(rules);
        Files.writeString(file, "host all \"ann@home\" all scram-sha-256\n" + Files.readString(file));
        postgres.admin("SELECT pg_reload_conf()");
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void create() throws Exception {
        name = postgres.create("ann@home");
        scripts = new Scripts(folder)
                .script("V1__counter.sql", "CREATE TABLE counter (n INTEGER NOT NULL); INSERT INTO counter VALUES (0);")
                .script("V2__name.sql", "ALTER TABLE counter ADD COLUMN name TEXT;");
    }

    @Test
    void thePercentEncodedUserAndPasswordOfAUrlLogIn() throws Exception {
        String url = "postgres://ann%40home:" + PASSWORD_IN_URL + "@127.0.0.1:" + postgres.port() + "/" + name;
        try (Database database = TestPostgres.open(url)) {
            assertThat(TestPostgres.query(database, "SELECT current_user")).isEqualTo("ann@home");
            assertThat(scripts.migrate(database)).isEqualTo(2);
        }
    }

    @Test
    void aWrongPasswordIsAnErrorThatNamesTheUserAndShowsNoPassword() {
        String url = "postgres://ann%40home:hunter2@127.0.0.1:" + postgres.port() + "/" + name;

        assertThatThrownBy(() -> TestPostgres.open(url))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(
                        "The database of DATABASE_URL postgres://ann%40home:•••@127.0.0.1:" + postgres.port() + "/"
                                + name + " refuses the user \"ann@home\". Check DATABASE_USER and DATABASE_PASSWORD")
                .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain("hunter2"));
    }

    @Test
    void aDatabaseThatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> TestPostgres.open(postgres.url(name).replace(name, "nowhere")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("has no such database. Create it, or correct DATABASE_URL.");
    }

    @Test
    void aClosedPortIsAnErrorThatNamesTheVariable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> TestPostgres.open("postgres://ann:hunter2@127.0.0.1:" + port + "/x"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("The database of DATABASE_URL postgres://ann:•••@127.0.0.1:" + port
                        + "/x cannot be reached. Check its host and port, and that the database is up.")
                .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain("hunter2"));
    }

    @Test
    void aHostThatAcceptsAndSaysNothingCostsTheConnectTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> Database.open(
                            TestPostgres.settings("postgres://127.0.0.1:" + silent.getLocalPort() + "/x", 1, 30),
                            new SimpleMeterRegistry()))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("cannot be reached");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void theCheckFailsWhenTheDatabaseGoesAway() throws Exception {
        TestPostgres mortal = TestPostgres.start();
        try (Database database = Database.open(
                TestPostgres.settings("postgres://postgres@127.0.0.1:" + mortal.port() + "/postgres", 1, 1),
                new SimpleMeterRegistry())) {
            assertThat(database.check().run().status()).isEqualTo(CheckResult.Status.PASS);
            mortal.close();
            assertThatThrownBy(() -> database.check().run()).isInstanceOf(SQLException.class);
        } finally {
            mortal.close();
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

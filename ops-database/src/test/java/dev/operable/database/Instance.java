package dev.operable.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** An instance of a service: a process of its own that migrates and counts when it is told to. */
final class Instance implements AutoCloseable {
    private static final String ANSWER = "answer: ";

    private final Process process;
    private final BufferedReader out;

    private Instance(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static Instance start(Scripts scripts) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = scripts.folder() + File.pathSeparator + System.getProperty("java.class.path");
        Process process = new ProcessBuilder(
                        java, "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", classPath, Instance.class.getName())
                .redirectErrorStream(true)
                .start();
        Instance instance = new Instance(process);
        assertThat(instance.answer()).isEqualTo("started");
        return instance;
    }

    /** Tells it what to do and does not wait. */
    void tell(String command) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8)
                .append(command)
                .append('\n')
                .flush();
    }

    /** What it says when it is done. */
    String answer() throws IOException {
        StringBuilder log = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(ANSWER)) {
                return line.substring(ANSWER.length());
            }
            log.append(line).append('\n');
        }
        throw new AssertionError("The instance ended:\n" + log);
    }

    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join().destroyForcibly();
    }

    /** Commands, one a line: {@code migrate URL} and {@code count URL TIMES}. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        answers.println(ANSWER + "started");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] words = command.split(" ", -1);
            String answer;
            try (Database database = Database.open(DatabaseSettings.of(words[1]), new SimpleMeterRegistry())) {
                answer = words[0].equals("migrate")
                        ? "migrated " + database.migrate()
                        : "counted " + count(database, Integer.parseInt(words[2]));
            } catch (DatabaseException | SQLException failed) {
                answer = "failed " + failed.toString().replace('\n', ' ');
            }
            answers.println(ANSWER + answer);
        }
    }

    /** Reads, then writes what follows from it, in one transaction: what another process must not come in between. */
    private static int count(Database database, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                int n;
                try (ResultSet row = statement.executeQuery("SELECT n FROM counter")) {
                    row.next();
                    n = row.getInt(1);
                }
                statement.executeUpdate("UPDATE counter SET n = " + (n + 1));
                connection.commit();
            }
        }
        return times;
    }
}

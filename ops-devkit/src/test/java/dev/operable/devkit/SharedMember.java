package dev.operable.devkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process of its own with a part in a shared agent, and the test's grip on it. */
final class SharedMember implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private String address = "";

    private SharedMember(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static SharedMember join(Path directory) throws IOException {
        return start("join", directory);
    }

    /** One that holds the lock, and serves only until it is told to {@link #stopServing()}. */
    static SharedMember holdLock(Path directory) throws IOException {
        return start("hold", directory);
    }

    private static SharedMember start(String role, Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new SharedMember(new ProcessBuilder(
                        java,
                        "-cp",
                        classes,
                        "-XX:TieredStopAtLevel=1",
                        SharedMember.class.getName(),
                        role,
                        directory.toString())
                .redirectErrorStream(true)
                .start());
    }

    /** Where the agent is; waits until the process has joined. */
    URI address() throws IOException {
        if (address.isEmpty()) {
            address = expect("at ");
        }
        return URI.create(address);
    }

    void stopServing() throws IOException {
        process.outputWriter().write("\n");
        process.outputWriter().flush();
        expect("stopped");
    }

    private String expect(String start) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
            said.append(line).append(System.lineSeparator());
        }
        throw new AssertionError("the member ended: " + said);
    }

    /** As a crash does: nothing of the process gets to run. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[1]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (args[0].equals("join")) {
            URI address = new SharedAgent().join(directory).address();
            System.out.println("at " + address);
        } else {
            if (!new HostLock(directory.resolve("agent.lock")).acquire()) {
                throw new IllegalStateException("somebody else has the lock");
            }
            EmbeddedAgent agent = EmbeddedAgent.start(EmbeddedAgent.loopback(0));
            new AddressFile(directory.resolve("agent.address")).write(agent.address());
            System.out.println("at " + agent.address());
            input.readLine();
            agent.close();
            System.out.println("stopped");
        }
        input.readLine();
    }
}

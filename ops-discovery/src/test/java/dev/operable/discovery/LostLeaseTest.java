package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A holder that loses its lease without knowing: its process is stopped, and goes on when another has the lease. */
@WithConsul(WithConsul.Kind.REAL)
class LostLeaseTest {
    /** Twice the TTL of 10 s, the lock delay of 15 s, and what looking for the end of the delay and a busy machine take. */
    private static final Duration MOST = Duration.ofSeconds(20 + 15 + 10);

    /**
     * A store that did not look at the token would take the late write: it arrives, and nothing else keeps it out. Seen to fail
     * with such a store ("late 204"), without the interrupt on loss ("interrupted=false"), without a lock delay (taken after
     * 19 s), and when the one who waits does not look for the delay's end (never taken).
     */
    @Test
    void theLateWriteOfAStoppedHolderIsRefusedAndItsTaskInterrupted(ConsulAgent agent) throws Exception {
        try (FencedStore store = new FencedStore();
                Consul consul = Consul.connect(ConsulSettings.at(agent.address()), new SimpleMeterRegistry())) {
            Process holder = holder(agent, store);
            try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
                long first = Long.parseLong(next(said).replace("held ", ""));
                signal(holder, "-STOP");
                long stopped = System.nanoTime();
                Optional<Lease> lease = consul.leases(LeaseSettings.defaults()).acquire("hits/cleanup", MOST);
                Duration taken = Duration.ofNanos(System.nanoTime() - stopped);
                assertThat(lease).as("another has it within " + MOST).isPresent();
                // Two thirds of the TTL and the lock delay; without the delay at most twice the TTL.
                assertThat(taken).isGreaterThan(Duration.ofSeconds(21));
                System.out.println("The lease was taken over after " + taken.toMillis() + " ms");
                FencingToken token = lease.orElseThrow().token();
                assertThat(token.number()).isGreaterThan(first);
                assertThat(FencedStore.write(store.uri(), token)).isEqualTo(204);

                signal(holder, "-CONT");
                assertThat(next(said)).isEqualTo("late 409 held=false interrupted=true");
                assertThat(store.taken).hasValue(1);
                assertThat(store.refused).hasPositiveValue();
                assertThat(holder.waitFor(20, TimeUnit.SECONDS)).isTrue();
                throughout(Duration.ofSeconds(1), "the new holder is left alone", lease.get()::isHeld);
            } finally {
                holder.destroyForcibly();
            }
        }
    }

    private static Process holder(ConsulAgent agent, FencedStore store) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseHolder.class.getName(),
                        agent.address().toString(),
                        store.uri().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The next line of its own; the log is between them. */
    private static String next(BufferedReader said) throws Exception {
        return CompletableFuture.supplyAsync(() -> said.lines()
                        .filter(line -> line.startsWith("held ") || line.startsWith("late "))
                        .findFirst()
                        .orElse("nothing"))
                .get(30, TimeUnit.SECONDS);
    }

    private static void signal(Process process, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}

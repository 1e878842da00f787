package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulTransportTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String EMPTY = "HTTP/1.1 200 OK\r\nX-Consul-Index: 7\r\nContent-Length: 2\r\n\r\n[]";

    private final ConsulTransport transport = new ConsulTransport();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        transport.close();
    }

    private Exchange ask(URI uri, Duration limit) {
        return transport.exchange(
                HttpRequest.newBuilder(uri.resolve("/v1/status/leader")).build(), limit);
    }

    private Exchange.Answered answer(URI uri) {
        return ask(uri, SOON).outcome().join();
    }

    /** The threads of this process that are not the test's own server. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("fake-consul"))
                .collect(Collectors.toSet());
    }

    /** With a thread for each open question, as a client that blocks has it, this is more than 100. */
    @Test
    void aHundredWatchedNamesCostAtMostEightThreadsWhichEndWithTheirUse() throws Exception {
        Set<Thread> before = threads();
        // The first question for each name is answered, and that for the permission; the next one stays open.
        try (RawConsul agent = new RawConsul((socket, head) ->
                (head.contains("index=0&") || head.contains("/v1/agent/health/")) && RawConsul.say(socket, EMPTY))) {
            Consul consul =
                    Consul.connect(ConsulSettings.at(agent.uri()), new SimpleMeterRegistry(), folder, "production");
            assertThat(threads()).isSubsetOf(before);
            List<Instances> views = IntStream.range(0, 100)
                    .mapToObj(i -> consul.discovery().instances("service-" + i))
                    .toList();
            within(SOON, "all are answered and ask again", () -> agent.heads.size() >= 300);
            assertThat(views).allMatch(view -> view.current().version() == 1);
            within(SOON, "all are on disk", () -> files() == 100);
            Set<Thread> started = threads();
            started.removeAll(before);
            assertThat(started).hasSizeBetween(2, 8).allMatch(Thread::isDaemon);
            // Each question that waits has a connection; none was opened for one that was answered.
            assertThat(agent.connections.get()).isBetween(100, 110);

            consul.close();
            within(SOON, "the connections are given up", () -> agent.hungUp.get() >= 100);
            within(Duration.ofSeconds(30), "the threads end", () -> {
                // Before Java 21 the client notices that nobody has it any more.
                System.gc();
                return started.stream().noneMatch(Thread::isAlive);
            });
        }
    }

    private int files() {
        String[] names = folder.toFile().list((parent, name) -> name.endsWith(".json"));
        return names == null ? 0 : names.length;
    }

    @Test
    void anExchangeIsPlainHttpAndItsConnectionIsUsedAgain() throws Exception {
        try (RawConsul agent = new RawConsul((socket, head) -> RawConsul.say(socket, EMPTY))) {
            for (int i = 0; i < 50; i++) {
                assertThat(answer(agent.uri()).body()).isEqualTo("[]");
            }
            assertThat(agent.heads).hasSize(50).allSatisfy(head -> assertThat(head)
                    .startsWith("GET /v1/status/leader HTTP/1.1\r\n")
                    .doesNotContainIgnoringCase("upgrade"));
            assertThat(agent.connections.get()).isBetween(1, 3);
        }
    }

    @Test
    void anAnswerInChunksIsReadWholeAndItsConnectionIsUsedAgain() throws Exception {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n";
        try (RawConsul agent = new RawConsul((socket, head) -> RawConsul.say(socket, chunked))) {
            for (int i = 0; i < 50; i++) {
                assertThat(answer(agent.uri()).body()).isEqualTo("[]");
            }
            assertThat(agent.connections.get()).isBetween(1, 3);
        }
    }

    /** The client's own limit ends with the head of the answer. */
    @Test
    void anAnswerThatComesDropByDropIsGivenUpAsAWhole() throws Exception {
        try (RawConsul agent = new RawConsul((socket, head) -> {
            RawConsul.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            CountDownLatch pause = new CountDownLatch(1);
            while (!pause.await(50, TimeUnit.MILLISECONDS)) {
                RawConsul.say(socket, " ");
            }
            return false;
        })) {
            CompletableFuture<?> outcome =
                    ask(agent.uri(), Duration.ofMillis(500)).outcome();
            assertThatThrownBy(outcome::join).hasRootCauseInstanceOf(TimeoutException.class);
            within(SOON, "the connection is given up", () -> agent.hungUp.get() == 1);
        }
    }

    @Test
    void anAnswerThatIsTooLongIsGivenUp() throws Exception {
        String part = " ".repeat(1 << 20);
        try (RawConsul agent = new RawConsul((socket, head) -> {
            RawConsul.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n");
            while (true) {
                RawConsul.say(socket, part);
            }
        })) {
            CompletableFuture<?> outcome =
                    ask(agent.uri(), Duration.ofMinutes(1)).outcome();
            assertThatThrownBy(outcome::join).hasRootCauseInstanceOf(Exchange.TooLong.class);
            within(SOON, "the connection is given up", () -> agent.hungUp.get() == 1);
        }
    }

    @Test
    void givingAnExchangeUpFreesItsConnection() throws Exception {
        try (RawConsul agent = new RawConsul((socket, head) -> false)) {
            Exchange exchange = ask(agent.uri(), Duration.ofMinutes(10));
            within(SOON, "it is asked", () -> agent.heads.size() == 1);
            exchange.cancel();
            within(SOON, "the connection is given up", () -> agent.hungUp.get() == 1);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNone() throws Exception {
        try (RawConsul agent = new RawConsul((socket, head) -> {
            RawConsul.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[]");
            socket.close();
            return false;
        })) {
            CompletableFuture<?> outcome = ask(agent.uri(), SOON).outcome();
            assertThatThrownBy(outcome::join).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aRequestForAPasswordIsARefusalLikeAnyOther() throws Exception {
        try (RawConsul agent = new RawConsul(
                (socket, head) -> RawConsul.say(socket, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"))) {
            assertThat(answer(agent.uri()).status()).isEqualTo(401);
        }
    }

    @Test
    void whatIsAskedAfterTheEndFailsAtOnce() throws Exception {
        try (RawConsul agent = new RawConsul((socket, head) -> RawConsul.say(socket, EMPTY))) {
            transport.close();
            transport.close();
            assertThat(ask(agent.uri(), SOON).outcome()).isCompletedExceptionally();
            assertThat(agent.connections).hasValue(0);
        }
    }

    // Without NoTls the process ends with an error, for it reads what is there.
    @Test
    void whatTheJdkTrustsIsNotReadForAnAgentWithoutTls() throws Exception {
        Path trusted = Files.writeString(folder.resolve("trusted"), "what cannot be read");
        try (RawConsul agent = new RawConsul((socket, head) -> RawConsul.say(socket, EMPTY))) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djavax.net.ssl.trustStore=" + trusted,
                            "-cp",
                            System.getProperty("java.class.path"),
                            AskOnce.class.getName(),
                            agent.uri().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile())
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue())
                        .as(() -> said(folder.resolve("said")))
                        .isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static String said(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A process of its own, since what the JDK trusts is read once in each. */
    static final class AskOnce {
        private AskOnce() {}

        public static void main(String[] agent) {
            try (ConsulTransport transport = new ConsulTransport()) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(agent[0]).resolve("/v1/status/leader"))
                        .build();
                transport.exchange(request, SOON).outcome().join();
            }
        }
    }
}

package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.logging.LogFormat;
import dev.operable.core.logging.LogLevel;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.core.logging.RepeatLimit;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events as they come. */
@Timeout(60)
final class LogStreamsTest {
    private static final Logger shop = LoggerFactory.getLogger("com.acme.Shop");
    private static final LogStreams.Limits QUICK =
            new LogStreams.Limits(2, Duration.ofMillis(100), Duration.ofSeconds(30));

    private static final long SOON = Duration.ofSeconds(20).toNanos();

    private final List<Closeable> open = new ArrayList<>();
    private Logging logging = Logging.start(AdminFixture.identity(), LoggingSettings.defaults());
    private AdminServer server = AdminFixture.server();

    private void start(int recent, LogStreams.Limits limits) {
        logging = Logging.start(
                AdminFixture.identity(),
                new LoggingSettings(LogLevel.INFO, Map.of(), LogFormat.JSON, Map.of(), RepeatLimit.OFF, recent));
        server = AdminFixture.server()
                .route("/self-check", exchange -> exchange.sendResponseHeaders(204, -1))
                .guarded("/ops/logs", new LogsHandler(logging.recent(), limits));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
        server.close();
        logging.close();
    }

    @Test
    void sendsWhatIsKeptAndWhatComes() throws Exception {
        start(100, QUICK);
        shop.info("before");
        Stream stream = new Stream("/ops/logs?logger=com.acme&level=warn");
        stream.until(": heartbeat"::equals);
        shop.warn("after");
        shop.info("filtered out");
        shop.error("and the last");

        assertThat(stream.until(line -> line.contains("and the last"))).contains("\"level\":\"ERROR\"");
        assertThat(stream.seen).contains("HTTP/1.1 200 OK").anyMatch(line -> line.contains("\"message\":\"after\""));
        assertThat(String.join("\n", stream.seen)).doesNotContain("before", "filtered out");
    }

    @Test
    void goesOnWhereACallerWasAndDoesNotMistakeTheNumbersOfAnotherProcess() throws Exception {
        start(100, new LogStreams.Limits(8, Duration.ofMillis(100), Duration.ofSeconds(30)));
        shop.info("one");
        shop.info("two");
        Stream first = new Stream("/ops/logs?logger=com.acme");
        String id = first.until(line -> line.startsWith("id: ")).substring(4);
        first.close();

        Stream again = new Stream("/ops/logs?logger=com.acme", "Last-Event-ID: " + id);
        assertThat(again.until(line -> line.startsWith("data: "))).contains("\"message\":\"two\"");

        Stream other = new Stream("/ops/logs?logger=com.acme&limit=2", "Last-Event-ID: zzz-1");
        assertThat(other.until(line -> line.startsWith("data: "))).contains("\"message\":\"one\"");
    }

    // Without the count the reader would take the hole for silence. The writes have to stop for lack of room in the
    // socket,
    // and the log must not: the loop below would not end.
    @Test
    void aReaderWhoIsSlowIsToldWhatItLostAndHoldsUpNobody() throws Exception {
        start(50, QUICK);
        Stream slow = new Stream("/ops/logs?logger=com.acme", 4_096);
        slow.until(": heartbeat"::equals);
        String text = "x".repeat(500);
        for (int i = 0; i < 30_000; i++) {
            shop.info(text);
        }
        shop.info("the end");

        String dropped = slow.until(line -> line.startsWith("data: {\"dropped\":"));
        assertThat(Long.parseLong(dropped.replaceAll("\\D", ""))).isPositive();
        assertThat(slow.until(line -> line.contains("the end"))).contains("the end");
    }

    // A caller who has gone is noticed by what is sent to it, and events that it does not want are not: with nothing
    // sent in
    // their stead, the places would stay taken for as long as the log is busy.
    @Test
    void aBusyLogDoesNotKeepTheHeartbeatFromAReaderWhoWantsNothingOfIt() throws Exception {
        start(50, QUICK);
        AtomicBoolean enough = new AtomicBoolean();
        Thread busy = new Thread(() -> {
            while (!enough.get()) {
                shop.info("not wanted");
                LockSupport.parkNanos(1_000_000);
            }
        });
        busy.start();
        try {
            Stream stream = new Stream("/ops/logs?level=error");

            assertThat(stream.until(": heartbeat"::equals)).isEqualTo(": heartbeat");
        } finally {
            enough.set(true);
            busy.join();
        }
    }

    @Test
    void aReaderWhoTakesNothingIsCutOff() throws Exception {
        start(50, new LogStreams.Limits(1, Duration.ofMillis(100), Duration.ofMillis(300)));
        new Stream("/ops/logs?logger=com.acme", 4_096);
        String text = "x".repeat(500);

        // One place: another gets it only after the first was cut off, for its socket stays open.
        String status = "503";
        long begin = System.nanoTime();
        while (status.contains("503") && System.nanoTime() - begin < SOON) {
            for (int i = 0; i < 1_000; i++) {
                shop.info(text);
            }
            status = new Stream("/ops/logs?limit=0").until(line -> line.startsWith("HTTP"));
        }
        assertThat(status).contains("200");
    }

    @Test
    void thereAreOnlySoManyAndTheSelfCheckAnswersBesideThem() throws Exception {
        start(50, QUICK);
        Stream first = new Stream("/ops/logs");
        first.until(": heartbeat"::equals);
        new Stream("/ops/logs").until(": heartbeat"::equals);

        AdminClient client = new AdminClient(server.address());
        assertThat(client.get("/ops/logs", "Accept", "text/event-stream").statusCode())
                .isEqualTo(503);
        assertThat(client.get("/ops/logs", "Accept", "text/event-stream").body())
                .contains("There are 2 streams already.");
        assertThat(client.get("/self-check").statusCode()).isEqualTo(204);

        first.close();
        String status = "503";
        long begin = System.nanoTime();
        while (status.contains("503") && System.nanoTime() - begin < SOON) {
            status = new Stream("/ops/logs").until(line -> line.startsWith("HTTP"));
        }
        assertThat(status).contains("200");
    }

    @Test
    void endsWithTheServer() throws Exception {
        start(50, QUICK);
        Stream stream = new Stream("/ops/logs");
        stream.until(": heartbeat"::equals);

        server.close();

        stream.untilEnd();
        long begin = System.nanoTime();
        while (threads() && System.nanoTime() - begin < SOON) {
            Thread.onSpinWait();
        }
        assertThat(threads()).isFalse();
    }

    private static boolean threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("ops-admin-") && thread.isAlive());
    }

    private final class Stream implements Closeable {
        private final List<String> seen = new ArrayList<>();
        private final Socket socket = new Socket();
        private final BufferedReader in;

        Stream(String path, String... headers) throws IOException {
            this(path, 65_536, headers);
        }

        Stream(String path, int buffer, String... headers) throws IOException {
            socket.setReceiveBufferSize(buffer);
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.address().getPort()));
            open.add(socket);
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer right-and-long-enough\r\n"
                            + "Accept: text/event-stream\r\n" + RawHttp.lines(headers) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String until(Predicate<String> wanted) throws IOException {
            long begin = System.nanoTime();
            String line = in.readLine();
            while (line != null && !wanted.test(line)) {
                seen.add(line);
                assertThat(System.nanoTime() - begin).as("waiting for the line").isLessThan(SOON);
                line = in.readLine();
            }
            seen.add(String.valueOf(line));
            return String.valueOf(line);
        }

        void untilEnd() {
            try {
                until(line -> false);
            } catch (IOException cutOff) {
                seen.add(String.valueOf(cutOff.getMessage()));
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

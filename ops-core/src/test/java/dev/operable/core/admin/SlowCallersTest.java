package dev.operable.core.admin;

import static dev.operable.core.admin.RawHttp.get;
import static dev.operable.core.admin.RawHttp.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.config.ListenAddress;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Callers who are slow on purpose, with real sockets. In each test the limits that are not meant are so long that the test
 * would run into its timeout if they were what helped.
 */
@Timeout(60)
final class SlowCallersTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(15);

    private final List<Socket> slow = new ArrayList<>();
    private AdminServer server = AdminFixture.server();

    private URI start(Turns.Limits limits) {
        server = new AdminServer(
                        new AdminSettings(new ListenAddress("127.0.0.1", 0), Optional.empty()),
                        new ServiceIdentity("hits", "1", "production", "hits-1"),
                        Redaction.standard(),
                        limits)
                .route("/self-check", exchange -> exchange.sendResponseHeaders(204, -1))
                .route("/reads", exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(204, -1);
                })
                .route("/large", exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        byte[] block = new byte[1 << 20];
                        for (int i = 0; i < 64; i++) {
                            out.write(block);
                        }
                    }
                });
        server.start();
        return server.address();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
        server.close();
    }

    // Without Turns.makeRoom the first self-check waits for 10 minutes, behind those who hold all places.
    @Test
    void twoHundredDribblersMakeRoomForTheSelfCheck() throws Exception {
        URI address = start(new Turns.Limits(16, LONG, LONG, LONG));
        HttpServer own = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        own.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
        own.start();
        URI service = URI.create("http://127.0.0.1:" + own.getAddress().getPort());
        try {
            for (int i = 0; i < 200; i++) {
                begin(address, "GET /self-check HTTP/1.1\r\nHost:");
            }
            for (int i = 0; i < 20; i++) {
                dribble();
                long begin = System.nanoTime();
                assertThat(patiently(address)).isEqualTo(204);
                assertThat(statusOf(get(service, "/", "Host: localhost"))).isEqualTo(204);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
            }
        } finally {
            own.stop(0);
        }
    }

    // With Turn.begin doing nothing the connection stays open.
    @Test
    void aHeadThatDoesNotComeEndsTheConnection() throws Exception {
        URI address = start(new Turns.Limits(16, SHORT, LONG, LONG));
        Socket dribbler = begin(address, "GET /self-check HTTP/1.1\r\nHost:");

        assertThat(ends(dribbler)).isTrue();
    }

    // With Turn.arrived setting no limit the connection stays open.
    @Test
    void aBodyThatDoesNotComeEndsTheConnection() throws Exception {
        URI address = start(new Turns.Limits(16, LONG, SHORT, LONG));
        Socket read = begin(address, "POST /reads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc");
        // Nobody reads this one but the JDK's server, when it has answered.
        Socket unread = begin(address, "POST /self-check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc");

        assertThat(ends(read)).isTrue();
        assertThat(ends(unread)).isTrue();
    }

    // With Turn.arrived setting no limit the answer arrives whole in the end.
    @Test
    void anAnswerThatIsNotTakenEndsTheConnection() throws Exception {
        URI address = start(new Turns.Limits(1, LONG, SHORT, LONG));
        beginsToBeAnswered(begin(address, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        // There is one place, and the answer above does not fit into the buffers between the two.
        assertThat(patiently(address)).isEqualTo(204);
    }

    // With Turn.mayGo saying no the self-check waits for 10 minutes.
    @Test
    void whoTakesAnswersSlowlyMakesRoomAfterAWhile() throws Exception {
        URI address = start(new Turns.Limits(4, LONG, LONG, SHORT));
        for (int i = 0; i < 4; i++) {
            beginsToBeAnswered(begin(address, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }

        long begin = System.nanoTime();
        while (!answersWithin(address, 2_000)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
        }
    }

    @Test
    void setsNoLimitOfOtherServersButThatOfTheirConnections() {
        start(Turns.Limits.USUAL);

        assertThat(System.getProperties().stringPropertyNames().stream()
                        .filter(name -> name.startsWith("sun.net.httpserver.") || name.startsWith("jdk.httpserver.")))
                .containsExactlyInAnyOrder("sun.net.httpserver.nodelay", "jdk.httpserver.maxConnections");
    }

    private Socket begin(URI address, String request) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        slow.add(socket);
        return socket;
    }

    /** Before that it may be taken for one whose head has not come yet. */
    private static void beginsToBeAnswered(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo('H');
    }

    /** One more byte of each head; those who were sent away come again. */
    private void dribble() throws IOException {
        List<Socket> all = List.copyOf(slow);
        for (Socket socket : all) {
            try {
                socket.getOutputStream().write('x');
            } catch (IOException cutOff) {
                slow.remove(socket);
                begin(server.address(), "GET /self-check HTTP/1.1\r\nHost:");
            }
        }
    }

    /** Who was taken for one of the slow is cut off with them, and asks again. */
    private static int patiently(URI address) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < SOON.toNanos()) {
            try {
                return statusOf(get(address, "/self-check", "Host: localhost"));
            } catch (IOException | StringIndexOutOfBoundsException cutOff) {
                Thread.onSpinWait();
            }
        }
        return 0;
    }

    private static boolean answersWithin(URI address, int millis) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(millis);
            socket.getOutputStream()
                    .write("GET /self-check HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return socket.getInputStream().read() == 'H';
        } catch (java.net.SocketTimeoutException notYet) {
            return false;
        }
    }

    private static boolean ends(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                Thread.onSpinWait();
            }
            return true;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}

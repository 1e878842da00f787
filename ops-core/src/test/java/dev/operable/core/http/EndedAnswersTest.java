package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Answers that end before they are whole, and who is told. */
@Timeout(60)
final class EndedAnswersTest {
    private final IncomingFilter filter = new IncomingFilter(
            new IncomingRequests(HttpSettings.defaults(), new SimpleMeterRegistry(), new InFlight()));
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        logged.start();
        log().addAppender(logged);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        log().detachAppender(logged);
    }

    /** Ended in order, as {@code HttpExchange.close()} does it, half of an answer looks like a whole one. */
    @Test
    void cutsTheConnectionWhenAHandlerFailsInTheMiddleOfItsAnswer() {
        at("/half", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("[1, 2".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            throw new IllegalStateException("no 3");
        });

        assertThatThrownBy(() -> get("/half")).isInstanceOf(IOException.class);
        assertThat(errors()).hasSize(1);
    }

    /** Not every failed input and output after the headers is a caller who went away. */
    @Test
    void logsWhatFailsByItselfInTheMiddleOfAnAnswer() {
        at("/file", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            Files.copy(Path.of("no-such-file"), exchange.getResponseBody());
        });

        assertThatThrownBy(() -> get("/file")).isInstanceOf(IOException.class);
        assertThat(errors()).singleElement().satisfies(error -> assertThat(
                        error.getThrowableProxy().getClassName())
                .isEqualTo(NoSuchFileException.class.getName()));
    }

    // The JDK closes the exchange within the close of the stream, and complains only then.
    @Test
    void cutsTheConnectionOfAnAnswerThatIsShorterThanItSaid() {
        at("/short", exchange -> {
            exchange.sendResponseHeaders(200, 9);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().close();
        });

        assertThatThrownBy(() -> get("/short")).isInstanceOf(IOException.class);
        assertThat(errors()).hasSize(1);
    }

    @Test
    void logsAnAnswerThatIsLongerThanItSaid() throws Exception {
        at("/long", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
        });

        assertThatThrownBy(() -> get("/long")).isInstanceOf(IOException.class);
        assertThat(errors()).hasSize(1);
    }

    @Test
    void leavesACallerWhoGoesAwayInPeace() throws Exception {
        at("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 16];
            while (true) {
                exchange.getResponseBody().write(much);
            }
        });

        try (Socket caller =
                new Socket(server.getAddress().getAddress(), server.getAddress().getPort())) {
            caller.getOutputStream()
                    .write("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(caller.getInputStream().read()).isEqualTo('H');
        }

        assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
        // The server has one thread, so what answers now comes after the end of that.
        get("/other");
        assertThat(errors()).isEmpty();
    }

    /** As Kotlin and Lombok do it. */
    @Test
    void answersWhatIsThrownWithoutBeingDeclared() throws Exception {
        at("/undeclared", exchange -> undeclared(new Exception("checked")));

        assertThat(get("/undeclared").statusCode()).isEqualTo(500);
        assertThat(errors()).hasSize(1);
    }

    @Test
    void skipsOverABodyAsItIsRead() throws Exception {
        at("/skip", exchange -> {
            long skipped = exchange.getRequestBody().skip(4);
            String rest = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = (skipped + rest).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        HttpRequest chunked = HttpRequest.newBuilder(uri("/skip"))
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("12345")))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(chunked, BodyHandlers.ofString())
                        .body())
                .isEqualTo("45");
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void undeclared(Throwable error) throws E {
        throw (E) error;
    }

    private void at(String path, HttpHandler handler) {
        server.createContext(path, exchange -> run(handler, exchange))
                .getFilters()
                .add(filter);
    }

    private void run(HttpHandler handler, HttpExchange exchange) throws IOException {
        try {
            handler.handle(exchange);
        } finally {
            over.countDown();
        }
    }

    private List<ILoggingEvent> errors() {
        return logged.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .toList();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(IncomingFilter.class);
    }
}

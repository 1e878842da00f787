package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.operable.config.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What failed calls tell, with every logger of the process at TRACE. */
@Timeout(60)
class RpcSecretsTest {
    private static final String CANARY = "canary-7f3a";
    private static final RpcOptions CALM = RpcOptions.builder()
            .attemptTimeout(Duration.ofSeconds(10))
            .deadline(Duration.ofSeconds(20))
            .build();

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.setLevel(before);
        root.detachAppender(log);
    }

    private String logged() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    private static RpcRequest request(RpcClient client) {
        return client.withBearer(() -> Secret.of(CANARY + "-token"))
                .withHeader("X-Api-Key", () -> CANARY + "-key")
                .post("/links/{id}", "a")
                .idempotencyKey("k")
                .header("Cookie", CANARY + "-cookie")
                .body((CANARY + "-body").getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    /** With Apache's own connections in place of {@code QuietConnection} the log has each of them. */
    @Test
    void neitherBodiesNorHeadersAreInLogsOrExceptions() throws Exception {
        try (Server down = Server.start(Server.answering(503, "{\"error\":\"" + CANARY + "-answer\"}"));
                RawServer gone = new RawServer(Socket::close)) {
            for (int port : new int[] {down.port(), gone.port(), 1}) {
                try (RpcClients rpc = RpcClients.create(KnownInstances.of(port), CALM, new SimpleMeterRegistry())) {
                    RpcRequest request = request(rpc.client("hits"));
                    RpcException failure = catchThrowableOfType(RpcException.class, request::send);

                    assertThat(failure.attempts()).isNotEmpty();
                    assertThat(failure.getMessage()).contains("127.0.0.1:" + port + " ");
                    for (Throwable each = failure; each != null; each = each.getCause()) {
                        assertThat(each.toString()).doesNotContain(CANARY);
                    }
                    assertThat(failure.errorDetails().toString()).doesNotContain(CANARY);
                    assertThat(failure.response().map(RpcResponse::toString).orElse(""))
                            .doesNotContain(CANARY);
                    assertThat(request.toString()).doesNotContain(CANARY);
                }
            }
        }
        assertThat(logged())
                .contains("dev.operable.rpc An attempt to call hits failed.")
                .doesNotContain(CANARY);
    }

    /** The one event of a failed call is that of who catches it; the exception brings what it has to say. */
    @Test
    void theExceptionBringsItsAttemptsToWhoReportsIt() throws Exception {
        try (Server down = Server.start(Server.answering(503, ""));
                RpcClients rpc = RpcClients.create(KnownInstances.of(down.port()), CALM, new SimpleMeterRegistry())) {
            RpcException failure = catchThrowableOfType(
                    RpcException.class, () -> rpc.client("hits").get("/").send());

            assertThat(failure.errorDetails())
                    .containsEntry("rpc.service", "hits")
                    .hasEntrySatisfying("rpc.attempts", attempts -> assertThat(attempts)
                            .matches("(" + down.address() + " status 503 \\d+ ms(, )?){3}"));
            assertThat(log.list)
                    .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                    .isEmpty();
        }
    }
}

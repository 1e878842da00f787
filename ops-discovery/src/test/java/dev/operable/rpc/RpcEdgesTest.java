package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.discovery.Discovery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrofit2.http.POST;

/** Where a call touches the caller's own code: suppliers that fail, methods without a result, texts in other charsets. */
@Timeout(60)
class RpcEdgesTest {
    interface Nothing {
        @POST("work")
        Void work();
    }

    interface NothingAtAll {
        @POST("work")
        void work();
    }

    private final AtomicInteger asked = new AtomicInteger();
    private Server server;
    private RpcClients rpc;
    private RpcClient hits;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(exchange -> {
            asked.incrementAndGet();
            Server.answer(exchange, 200, "application/json", "{\"value\":42}");
        });
        rpc = RpcClients.create(
                KnownInstances.of(server.port()),
                RpcOptions.builder()
                        .attemptTimeout(Duration.ofSeconds(20))
                        .deadline(Duration.ofSeconds(20))
                        .build(),
                new SimpleMeterRegistry());
        hits = rpc.client("hits");
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    /** It said to start one that registers, which nothing here would find. */
    @Test
    void whereAddressesAreFixedTheMessageSaysHowToFindMore() {
        Discovery fixed = Discovery.fixed(Map.of("hits", List.of(URI.create("http://127.0.0.1:1"))));
        try (RpcClients alone = RpcClients.create(fixed, RpcOptions.defaults(), new SimpleMeterRegistry())) {
            RpcRequest request = alone.client("links").get("/");

            assertThatThrownBy(request::send)
                    .hasMessage("calling links failed (GET /). No instance of it is known (static). Addresses come from"
                            + " variables alone here: set LINKS_URL=http://host:port, or CONSUL_HTTP_ADDR to find those"
                            + " that register.");
        }
    }

    // Without the look at what it supplies, the call fails with a NullPointerException that names nothing.
    @Test
    void aSupplierThatGivesNullFailsTheCallAndSaysWhich() {
        assertThatThrownBy(() -> hits.withBearer(() -> null).get("/").send())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The supplier of the bearer token for calls to hits gave null.");
        assertThatThrownBy(() -> hits.withHeader("X-Team", () -> null).get("/").send())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The supplier of the header \"X-Team\" for calls to hits gave null.");
    }

    // Without the catch it is thrown by send() itself.
    @Test
    void whatASupplierThrowsFailsTheFuture() {
        IllegalStateException expired = new IllegalStateException("the token has expired");
        RpcClient authorised = hits.withBearer(() -> {
            throw expired;
        });

        assertThatThrownBy(() -> authorised.get("/").send()).isSameAs(expired);
        assertThat(authorised.get("/").async().send())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCause(expired);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=ISO-8859-1, ISO-8859-1",
        "text/plain;format=flowed; Charset=\"utf-16be\", UTF-16BE",
        "text/plain, UTF-8",
        "text/plain; charset=, UTF-8",
        "text/plain; charset=klingon, UTF-8",
        "application/json, UTF-8"
    })
    void theTextIsReadInTheCharsetOfItsType(String type, String charset) throws IOException {
        byte[] bytes = "na\u00efve \u00fc".getBytes(charset);

        assertThat(new RpcResponse(200, Map.of("Content-Type", List.of(type)), bytes).text())
                .isEqualTo("na\u00efve \u00fc");
        assertThat(new RpcResponse(200, Map.of(), "\u00fc".getBytes(StandardCharsets.UTF_8)).text())
                .isEqualTo("\u00fc");
    }

    @Test
    void aMethodWithoutAResultReturnsVoidAndNotNothing() {
        assertThat(hits.create(Nothing.class).work()).isNull();
        assertThat(asked).hasValue(1);
        assertThatThrownBy(() -> hits.create(NothingAtAll.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("void");
    }
}

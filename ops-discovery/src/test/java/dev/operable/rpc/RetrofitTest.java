package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.Field;
import retrofit2.http.FormUrlEncoded;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.Query;
import retrofit2.http.Url;

@Timeout(60)
class RetrofitTest {
    record HitCount(long value) {}

    interface HitsApi {
        @GET("links/{id}/hits")
        HitCount count(@Path("id") String id);

        @GET("links/{id}/hits")
        Optional<HitCount> maybe(@Path("id") String id);

        @GET("links/{id}/hits")
        Call<HitCount> call(@Path("id") String id);

        @GET("links/{id}/hits")
        CompletableFuture<HitCount> later(@Path("id") String id);

        @GET("list?kind=all")
        List<HitCount> list(@Query("n") int n);

        @POST("links/{id}/hits")
        HitCount add(@Path("id") String id, @Header("Idempotency-Key") String key, @Body HitCount hit);

        @POST("form")
        @FormUrlEncoded
        HitCount form(@Field("url") String url);

        @GET
        HitCount at(@Url String url);

        @GET
        CompletableFuture<HitCount> laterAt(@Url String url);
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Server server;
    private RpcClients rpc;
    private HitsApi api;
    private volatile String sent = "";

    @BeforeEach
    void start() throws IOException {
        server = Server.start(this::answer);
        RpcOptions calm = RpcOptions.builder()
                .attemptTimeout(Duration.ofSeconds(10))
                .deadline(Duration.ofSeconds(20))
                .build();
        rpc = RpcClients.create(KnownInstances.of(server.port()), calm, meters);
        api = rpc.client("hits").create(HitsApi.class);
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        sent = exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        if (path.contains("/none/")) {
            Server.answer(exchange, 404, "text/plain", "no such link");
        } else if (path.contains("/down/")) {
            Server.answer(exchange, 503, "text/plain", "");
        } else if (path.contains("/page/")) {
            Server.answer(exchange, 200, "text/html", "<html>");
        } else {
            String one = "{\"value\":42}";
            Server.answer(exchange, 200, "application/json", path.equals("/list") ? "[" + one + "]" : one);
        }
    }

    @Test
    void callsByInterface() throws Exception {
        assertThat(api.count("a b/c")).isEqualTo(new HitCount(42));
        assertThat(api.list(3)).containsExactly(new HitCount(42));
        assertThat(api.maybe("a")).contains(new HitCount(42));
        assertThat(api.maybe("none")).isEmpty();
        assertThat(api.call("a").execute().body()).isEqualTo(new HitCount(42));
        assertThat(api.later("a").get()).isEqualTo(new HitCount(42));
        assertThat(server.targets()).contains("GET /links/a%20b%2Fc/hits", "GET /list?kind=all&n=3");
        assertThat(meters.find("rpc.client.calls").timers())
                .extracting(timer -> timer.getId().getTag("uri"))
                .containsOnly("/links/{id}/hits", "/list");
    }

    @Test
    void sendsBodiesAndForms() {
        api.add("a", "k-1", new HitCount(1));
        assertThat(sent).isEqualTo("application/json {\"value\":1}");
        api.form("http://x/?y");
        assertThat(sent).isEqualTo("application/x-www-form-urlencoded url=http%3A%2F%2Fx%2F%3Fy");
    }

    @Test
    void failsWithTheAttempts() {
        RpcException down = catchThrowableOfType(RpcException.class, () -> api.count("down"));
        assertThat(down.attempts()).hasSize(3);
        assertThat(down.status()).hasValue(503);
    }

    @Test
    void saysWhatIsNotJsonAndCallsNobodyElse() {
        assertThat(catchThrowableOfType(RpcException.class, () -> api.count("page"))
                        .kind())
                .isEqualTo(RpcException.Kind.BODY);
        for (String elsewhere : List.of(
                "http://127.0.0.1:1/x",
                "https://service/x",
                "http://service:99/x",
                "http://u:p@service/x",
                "//other/x")) {
            assertThatThrownBy(() -> api.at(elsewhere))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("calls hits and nobody else, so that its URLs must be paths: http");
            assertThatThrownBy(() -> api.laterAt(elsewhere)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(api.at("/links/x/hits")).isEqualTo(new HitCount(42));
    }

    @Test
    void aFutureFailsWithTheAttemptsAsItsCause() {
        rpc.close();
        CompletionException failure = catchThrowableOfType(
                CompletionException.class, () -> api.later("a").join());
        assertThat(failure).hasRootCauseInstanceOf(RpcException.class);
    }

    /** With {@code retries(0)} calls of this test fail. */
    @Test
    void survivesAKilledInstance() throws Exception {
        try (ServerProcess one = new ServerProcess();
                ServerProcess two = new ServerProcess();
                RpcClients both = RpcClients.create(
                        KnownInstances.of(one.port(), two.port()),
                        RpcOptions.builder().deadline(Duration.ofSeconds(10)).build(),
                        new SimpleMeterRegistry())) {
            HitsApi hits = both.client("hits").create(HitsApi.class);
            for (int i = 0; i < 300; i++) {
                if (i == 100) {
                    two.kill();
                }
                assertThat(hits.count("a").value()).isEqualTo(1);
            }
        }
    }
}

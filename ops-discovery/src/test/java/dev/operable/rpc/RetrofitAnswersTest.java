package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Callback;
import okhttp3.Request;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrofit2.Call;
import retrofit2.Response;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.Path;

/** Interfaces make of an answer what {@code as} makes of it, whether they wait for it or not. */
@Timeout(60)
class RetrofitAnswersTest {
    record Count(long value) {}

    interface Api {
        @GET("{kind}")
        Count now(@Path("kind") String kind);

        @GET("{kind}")
        Optional<Count> maybe(@Path("kind") String kind);

        @GET("{kind}")
        CompletableFuture<Count> later(@Path("kind") String kind);

        @GET("{kind}")
        CompletableFuture<Optional<Count>> maybeLater(@Path("kind") String kind);

        @GET("{kind}")
        CompletableFuture<Response<Count>> answerLater(@Path("kind") String kind);

        @GET("{kind}")
        Call<Count> call(@Path("kind") String kind);

        @GET("{kind}")
        String text(@Path("kind") String kind);

        @DELETE("{kind}")
        Void delete(@Path("kind") String kind);
    }

    private final CountDownLatch cut = new CountDownLatch(1);
    private Server server;
    private RpcClients rpc;
    private RpcClient client;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(this::answer);
        RpcOptions calm = RpcOptions.builder()
                .attemptTimeout(Duration.ofSeconds(10))
                .deadline(Duration.ofSeconds(20))
                .build();
        rpc = RpcClients.create(KnownInstances.of(server.port()), calm, new SimpleMeterRegistry());
        client = rpc.client("hits");
        api = client.create(Api.class);
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String json = "application/json";
        switch (exchange.getRequestURI().getPath()) {
            case "/fine" -> Server.answer(exchange, 200, json, "{\"value\":42}");
            case "/missing" -> Server.answer(exchange, 404, "text/plain", "no such link");
            case "/broken" -> Server.answer(exchange, 500, "text/plain", "bad");
            case "/page" -> Server.answer(exchange, 200, "text/html", "<h1>Sign in");
            case "/says-page" -> Server.answer(exchange, 200, "text/html", "{\"value\":42}");
            case "/odd" -> Server.answer(exchange, 200, json, "[\"odd\"");
            case "/null" -> Server.answer(exchange, 200, json, "null");
            case "/nothing" -> Server.answer(exchange, 204, json, "");
            case "/latin" -> {
                exchange.getResponseHeaders().set("X-Name", "J\u00f6rg"); // one byte
                exchange.getResponseHeaders().set("X-N\u00e4me", "J\u00f6rg");
                Server.answer(exchange, 200, json, "{\"value\":42}");
            }
            case "/moved" -> Server.answer(exchange, 302, "text/html", "<h1>Moved");
            default -> {
                exchange.sendResponseHeaders(200, 0);
                try {
                    while (true) {
                        exchange.getResponseBody().write(' ');
                        exchange.getResponseBody().flush();
                    }
                } catch (IOException e) {
                    cut.countDown();
                    throw e;
                }
            }
        }
    }

    private static RpcException failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        Throwable failure = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
        assertThat(failure).isInstanceOf(RpcException.class);
        return (RpcException) failure;
    }

    private static String words(RpcException failure) {
        return String.valueOf(failure.getMessage())
                .replaceAll("\\d+ ms", "? ms")
                .replace("/{kind}", "?")
                .replaceAll("\\(GET .*?\\)", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"broken", "page", "says-page", "odd", "null", "nothing", "moved"})
    void eachFormFailsWithWhatAsFailsWith(String kind) {
        RpcException expected = failure(() -> client.get("/{kind}", kind).as(Count.class));

        for (ThrowingCallable form : new ThrowingCallable[] {
            () -> api.now(kind),
            () -> api.maybe(kind),
            () -> api.later(kind).get(),
            () -> api.maybeLater(kind).get()
        }) {
            RpcException failed = failure(form);
            assertThat(words(failed)).isEqualTo(words(expected));
            assertThat(failed.kind()).isEqualTo(expected.kind());
            assertThat(failed.status()).isEqualTo(expected.status());
            assertThat(failed.attempts()).hasSameSizeAs(expected.attempts()).isNotEmpty();
        }
    }

    @Test
    void eachFormReadsAnAnswer() throws Exception {
        assertThat(api.now("fine")).isEqualTo(new Count(42));
        assertThat(api.maybe("fine")).contains(new Count(42));
        assertThat(api.later("fine").get()).isEqualTo(new Count(42));
        assertThat(api.maybeLater("fine").get()).contains(new Count(42));
        assertThat(api.answerLater("missing").get().code()).isEqualTo(404);
    }

    @Test
    void anOptionalIsEmptyFor404AndAValueFails() throws Exception {
        assertThat(api.maybe("missing")).isEmpty();
        assertThat(api.maybeLater("missing").get()).isEmpty();
        assertThat(failure(() -> api.later("missing").get()).status()).hasValue(404);
        assertThat(failure(() -> api.text("missing")).status()).hasValue(404);
    }

    @Test
    void whatIsNoJsonNeedsAnAnswerOf2xx() {
        assertThat(api.text("page")).isEqualTo("<h1>Sign in");
        assertThat(api.text("nothing")).isEmpty();
        assertThat(api.delete("nothing")).isNull();
        RpcException moved = failure(() -> api.delete("moved"));
        assertThat(moved.attempts()).hasSize(1);
        assertThat(moved.status()).hasValue(302);
        assertThat(moved)
                .hasMessageEndingWith(
                        "The body of the answer (status 302) is that of a redirect, which is not followed: <h1>Moved");
    }

    /** OkHttp's check of a request's headers refuses this one: whoever waited for the future waited for ever. */
    @Test
    void eachFormReadsAnAnswerWithHeadersThatAreNotAscii() throws Exception {
        assertThat(api.now("latin")).isEqualTo(new Count(42));
        assertThat(api.later("latin").get(20, TimeUnit.SECONDS)).isEqualTo(new Count(42));
        Response<Count> answer = api.answerLater("latin").get(20, TimeUnit.SECONDS);
        assertThat(answer.body()).isEqualTo(new Count(42));
        assertThat(answer.headers().get("X-Name")).isEqualTo("J\u00f6rg");
        assertThat(api.call("latin").execute().headers().names())
                .contains("x-name")
                .doesNotContain("x-n\u00e4me");
    }

    /** It was thrown away, and the callback never told. */
    @Test
    void whatGoesWrongWithAnAnswerIsTheCallbacksFailure() throws Exception {
        IllegalStateException fault = new IllegalStateException("fault");
        CompletableFuture<IOException> told = new CompletableFuture<>();
        Request request = new Request.Builder()
                .url(RetrofitInterfaces.BASE.newBuilder("fine").build())
                .build();
        new RetrofitCall(client, request).enqueue(new Callback() {
            @Override
            public void onResponse(okhttp3.Call call, okhttp3.Response response) {
                throw fault;
            }

            @Override
            public void onFailure(okhttp3.Call call, IOException failure) {
                told.complete(failure);
            }
        });
        assertThat(told.get(20, TimeUnit.SECONDS)).hasCause(fault);
    }

    @Test
    void cancellingAFutureEndsItsCall() throws Exception {
        CompletableFuture<Count> endless = api.later("endless");
        while (server.requests() == 0) {
            Thread.onSpinWait();
        }
        endless.cancel(true);
        assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallThatWasCancelledBeforeItBeganFailsAsCanceled() {
        Call<Count> call = api.call("endless");
        call.cancel();
        assertThat(catchThrowable(call::execute))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Canceled");
    }

    /** Its message was null. */
    @Test
    void aCallThatIsCancelledFailsAsCanceled() throws Exception {
        Call<Count> call = api.call("endless");
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        call.enqueue(new retrofit2.Callback<>() {
            @Override
            public void onResponse(Call<Count> made, Response<Count> response) {
                told.completeExceptionally(new AssertionError("It has no end."));
            }

            @Override
            public void onFailure(Call<Count> made, Throwable failure) {
                told.complete(failure);
            }
        });
        call.cancel();
        assertThat(told.get(20, TimeUnit.SECONDS))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Canceled");
    }

    /** It went on until its deadline. */
    @Test
    void cancellingACallEndsTheThreadThatWaitsForIt() throws Exception {
        Call<Count> call = api.call("endless");
        Thread canceller = new Thread(() -> {
            while (server.requests() == 0) {
                Thread.onSpinWait();
            }
            call.cancel();
        });
        canceller.start();
        assertThat(catchThrowable(call::execute))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Canceled")
                .hasCauseInstanceOf(RpcException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        canceller.join();
    }
}

package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Settings;
import dev.operable.core.http.HttpSettings;
import dev.operable.core.http.InFlight;
import dev.operable.core.http.IncomingRequests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;

class WatchedBodyTest {
    private final List<Throwable> told = new ArrayList<>();
    private final BaseSubscriber<DataBuffer> reader = new BaseSubscriber<>() {
        @Override
        protected void hookOnNext(DataBuffer buffer) {}

        @Override
        protected void hookOnError(Throwable failed) {
            told.add(failed);
        }
    };

    private final List<String> ofTheSource = new ArrayList<>();
    private final WatchedBody body = new WatchedBody(reader, call());

    private static WebCall call() {
        Settings settings = Settings.of("desk")
                .set("OPS_HTTP_MAX_BODY", "10B")
                .bind(HttpSettings.class)
                .load();
        WebExchange exchange = new WebExchange(MockServerHttpRequest.post("/").build(), new MockServerHttpResponse());
        IncomingRequests requests =
                new IncomingRequests(settings.get(HttpSettings.class), new SimpleMeterRegistry(), new InFlight());
        return new WebCall(requests.begin(exchange, false), exchange, false);
    }

    private static DataBuffer bytes(int count) {
        return DefaultDataBufferFactory.sharedInstance.wrap("x".repeat(count).getBytes(StandardCharsets.US_ASCII));
    }

    private void begin() {
        body.onSubscribe(new Subscription() {
            @Override
            public void request(long more) {}

            @Override
            public void cancel() {
                ofTheSource.add("cancelled");
            }
        });
    }

    @Test
    void whoReadsIsToldOnceThatTheBodyIsTooLong() {
        begin();
        body.onNext(bytes(11));
        body.onNext(bytes(11));

        assertThat(told).singleElement().asString().contains("longer than 10 bytes");
        assertThat(ofTheSource).containsExactly("cancelled");
    }

    // Told nevertheless, Reactor logs an error that nobody made.
    @Test
    void whoReadsNoMoreIsNotToldThatTheBodyIsTooLong() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            begin();
            reader.cancel();
            body.onNext(bytes(11));
        } finally {
            Hooks.resetOnErrorDropped();
        }

        assertThat(dropped).isEmpty();
        assertThat(told).isEmpty();
        assertThat(ofTheSource).contains("cancelled");
    }
}

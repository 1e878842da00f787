package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.core.http.RequestContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What W3C Trace Context says of several requests that are sent for one, and OpenTelemetry of one that is sent again: one
 * trace, and an id for each. Without {@code WireRequest.ofAttempt} all have the same.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String STATE = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";
    private static final RpcOptions OPTIONS = RpcOptions.builder()
            .retryPercent(1000)
            .attemptTimeout(Duration.ofSeconds(20))
            .deadline(Duration.ofSeconds(20))
            .build();

    private final List<String> parents = new CopyOnWriteArrayList<>();
    private final List<String> states = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private Server server;
    private RpcClients rpc;
    private RpcClient hits;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(exchange -> {
            parents.addAll(exchange.getRequestHeaders().getOrDefault("traceparent", List.of("none")));
            states.addAll(exchange.getRequestHeaders().getOrDefault("tracestate", List.of("none")));
            Server.answer(exchange, status, "text/plain", "");
        });
        rpc = RpcClients.create(KnownInstances.of(server.port()), OPTIONS, new SimpleMeterRegistry());
        hits = rpc.client("hits");
    }

    @AfterEach
    void stop() {
        rpc.close();
        server.close();
    }

    private static RequestContext incoming(String traceParent) {
        Map<String, String> sent = Map.of("traceparent", traceParent, "tracestate", STATE);
        return RequestContext.from(name -> sent.containsKey(name) ? List.of(sent.get(name)) : List.of());
    }

    private Set<String> spans(String trace) {
        Set<String> spans = new HashSet<>();
        for (String parent : parents) {
            assertThat(parent).matches("00-" + trace + "-[0-9a-f]{16}-0[0-3]");
            spans.add(parent.substring(36, 52));
        }
        return spans;
    }

    @Test
    void severalCallsForOneRequestHaveItsTraceAndEachAnIdOfItsOwn() {
        RequestContext request = incoming("00-" + TRACE + "-" + PARENT + "-01");
        request.run(() -> {
            hits.get("/").send();
            hits.get("/").send();
            hits.get("/").send();
        });

        assertThat(spans(TRACE)).hasSize(3).doesNotContain(PARENT, request.spanId());
        assertThat(states).containsOnly(STATE);
    }

    @Test
    void ofATraceThatCannotBeContinuedNothingIsSentOn() {
        RequestContext request = incoming("00-" + TRACE + "-0000000000000000-01");
        request.run(() -> {
            hits.get("/").send();
            hits.get("/").send();
        });

        assertThat(request.traceId()).isNotEqualTo(TRACE);
        assertThat(spans(request.traceId())).hasSize(2).doesNotContain(request.spanId());
        assertThat(states).containsOnly("none");
    }

    @Test
    void eachAttemptHasAnIdOfItsOwnWhichTheFailureNames() {
        status = 503;
        RpcException failure =
                catchThrowableOfType(RpcException.class, () -> incoming("00-" + TRACE + "-" + PARENT + "-01")
                        .run(() -> hits.get("/").send()));

        assertThat(failure.attempts()).hasSize(3);
        assertThat(spans(TRACE))
                .containsExactlyInAnyOrderElementsOf(
                        failure.attempts().stream().map(Attempt::spanId).toList());
    }

    @Test
    void aTraceThatTheCallerSetsIsSentAsItIs() {
        String own = "00-11111111111111111111111111111111-2222222222222222-00";
        incoming("00-" + TRACE + "-" + PARENT + "-01")
                .run(() -> hits.get("/").header("Traceparent", own).send());

        assertThat(parents).containsExactly(own);
    }

    @Test
    void aCallForNoRequestIsPartOfNoTrace() {
        hits.get("/").send();

        assertThat(parents).containsExactly("none");
    }
}

package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.devkit.AgentClient.Reply;
import dev.operable.devkit.WithConsul.Kind;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithConsul(Kind.EMBEDDED)
class FaultTest {
    private static final String HITS = "/v1/health/service/hits";

    private AgentClient agent;

    @BeforeEach
    void start(FaultyAgent consul) {
        consul.restartEmpty();
        agent = new AgentClient(consul.address());
        agent.register("{\"Name\":\"hits\"}");
    }

    @AfterEach
    void end(FaultyAgent consul) {
        consul.play(Fault.none());
    }

    @Test
    void whatHangsIsNeitherCarriedOutNorAnsweredUntilItIsOver(FaultyAgent consul) throws Exception {
        consul.play(Fault.hanging());
        assertThat(agent.reachable()).isFalse();
        CompletableFuture<Reply> put = agent.later("PUT", "/v1/kv/a", "1");
        consul.play(Fault.none());
        assertThat(put.get(20, TimeUnit.SECONDS).text()).isEqualTo("true");
        assertThat(agent.get("/v1/kv/a?raw").body()).isEqualTo("1");
    }

    @Test
    void eachRequestIsSlow(FaultyAgent consul) {
        consul.play(Fault.slow(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertThat(agent.get(HITS).json()).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aRefusalIsTheAnswerToAllAndNothingIsCarriedOut(FaultyAgent consul) throws Exception {
        CompletableFuture<Reply> open =
                agent.getLater(HITS + "?wait=60s&index=" + agent.get(HITS).index());
        assertThatThrownBy(() -> open.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        consul.play(Fault.answering(403, "Permission denied"));
        assertThat(open.get(20, TimeUnit.SECONDS).status()).isEqualTo(403);
        assertThat(agent.put("/v1/agent/service/deregister/hits"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(403, "Permission denied");
        consul.play(Fault.answering(500, "No cluster leader"));
        assertThat(agent.get(HITS).status()).isEqualTo(500);
        consul.play(Fault.none());
        assertThat(agent.get(HITS).json()).hasSize(1);
    }

    @Test
    void everyOtherRequestBreaksOff(FaultyAgent consul) throws IOException {
        consul.play(Fault.flapping());
        for (int i = 0; i < 6; i++) {
            assertThat(answered(consul.address())).isEqualTo(i % 2 == 1);
        }
    }

    /** A client of HTTP would try again by itself. */
    private static boolean answered(URI address) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        }
    }

    @Test
    void eachIndexIsLowerThanTheOneBeforeDownToNone(FaultyAgent consul) {
        consul.play(Fault.indexBackwards());
        long last = agent.get(HITS).index();
        while (last > 0) {
            Reply reply = agent.get(HITS);
            assertThat(reply.index()).isEqualTo(last - 1);
            assertThat(reply.json()).hasSize(1);
            last = reply.index();
        }
        assertThat(agent.get(HITS).index()).isZero();
        consul.play(Fault.none());
        assertThat(agent.get(HITS).index()).isPositive();
    }

    @Test
    void answersAreHugeAndStillWhatTheyWere(FaultyAgent consul) {
        consul.play(Fault.huge(3 << 20));
        Reply reply = agent.get(HITS);
        assertThat(reply.body()).hasSize(3 << 20);
        assertThat(reply.json()).hasSize(1);
    }

    @Test
    void anAgentThatIsStartedAnewHasNoFault(FaultyAgent consul) {
        consul.play(Fault.answering(500, "No cluster leader"));
        consul.restartEmpty();
        assertThat(agent.get(HITS).status()).isEqualTo(200);
    }

    @Test
    void whatCannotBeAFaultIsRefused() {
        assertThatThrownBy(() -> Fault.answering(99, "")).hasMessageContaining("99, which is not between 200 and 599");
        assertThatThrownBy(() -> Fault.huge(-1)).hasMessageContaining("-1 bytes");
    }
}

package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.devkit.FaultyCalls;
import dev.operable.rpc.RpcException.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The devkit's faults of calls, as a test of a service plays them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultyCallsTest {
    private static final RpcOptions PATIENT = RpcOptions.builder()
            .retries(0)
            .connectTimeout(Duration.ofSeconds(20))
            .attemptTimeout(Duration.ofSeconds(20))
            .deadline(Duration.ofSeconds(20))
            .build();

    private static Server server;
    private static RpcClients rpc;

    @RegisterExtension
    final FaultyCalls calls = FaultyCalls.of(() -> rpc.faults());

    @BeforeAll
    static void start() throws IOException {
        server = Server.start(Server.answering(200, "{}"));
        rpc = RpcClients.create(KnownInstances.of(server.port()), PATIENT, new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        rpc.close();
        server.close();
    }

    private static RpcException failure() {
        return catchThrowableOfType(
                RpcException.class, () -> rpc.client("hits").get("/").send());
    }

    @Test
    @Order(1)
    void callsMeetWhatIsPlayedUntilItIsEnded() {
        calls.to("hits").answering(503);
        assertThat(failure().status()).hasValue(503);
        calls.to("hits").none();
        calls.to("hits").breaking();
        assertThat(failure().kind()).isEqualTo(Kind.CONNECT);
        calls.to("hits").none();
        calls.to("hits").at("10.0.0.7:8080").breaking();
        assertThat(rpc.client("hits").get("/").send().status()).isEqualTo(200);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    @Order(2)
    void faultsAddUp() {
        calls.to("hits").slow(Duration.ofMillis(100));
        calls.to("hits").answering(429);

        long start = System.nanoTime();
        assertThat(failure().status()).hasValue(429);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(99));
    }

    /** Without the devkit's {@code afterEach} it is still slow and answers 429. */
    @Test
    @Order(3)
    void theNextTestMeetsNone() {
        assertThat(rpc.faults().active()).isEmpty();
        assertThat(rpc.client("hits").get("/").send().status()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void whatIsNoFaultIsRefused() {
        assertThatThrownBy(() -> calls.to("hits").answering(200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("status must be from 400 to 599");
        assertThatThrownBy(() -> calls.to("hits").share(2).breaking()).hasMessageContaining("share must be above 0");
        assertThatThrownBy(() -> calls.to("no name").breaking()).isInstanceOf(IllegalArgumentException.class);
    }
}

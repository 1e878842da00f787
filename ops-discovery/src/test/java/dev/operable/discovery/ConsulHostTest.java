package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.discovery.ConsulHost.Resolver;
import dev.operable.discovery.FakeConsul.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consul's address has a host name, and whoever knows its address fails or hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsulHostTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private volatile Resolver dns = host -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    private ConsulTransport transport;
    private FakeConsul agent;
    private ConsulHttp http;

    @BeforeEach
    void start() throws IOException {
        agent = new FakeConsul(request -> request.path().endsWith("/slow") ? agent.hang() : Reply.of(200, "well"));
        transport = new ConsulTransport(Optional.empty(), ConsulSettings.CONNECTIONS, host -> dns.resolve(host));
        http = new ConsulHttp(named("http"), transport);
    }

    @AfterEach
    void stop() {
        over.countDown();
        transport.close();
        agent.close();
    }

    private ConsulSettings named(String scheme) {
        return ConsulSettings.at(
                URI.create(scheme + "://localhost:" + agent.uri().getPort()));
    }

    private static ConsulRequest question(String name) {
        return ConsulRequest.get("/v1/kv/" + name, "ask", "nothing");
    }

    private InetAddress[] hang(String host) throws UnknownHostException {
        hanging.incrementAndGet();
        try {
            assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new UnknownHostException(host);
    }

    /** Seen to hang when the host was looked up by whoever asked, and to end with the limit of the question when aside. */
    @Test
    void aResolverThatHangsAtTheStartHoldsNobodyAndIsToldAfterTheTimeForAConnection() {
        dns = this::hang;
        long start = System.nanoTime();
        CompletableFuture<ConsulHttp.Reply> reply = http.sendAsync(question("a").within(Duration.ofMinutes(2)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
        ConsulFailure failure = catchThrowableOfType(ConsulFailure.class, () -> http.send(question("b")));
        assertThat(failure.kind()).isEqualTo(ConsulFailure.Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("its host name was not looked up within 1s");
        assertThat(reply).failsWithin(Duration.ofSeconds(20));
        assertThat(hanging).as("threads that hang").hasValue(1);
    }

    /** Without the last address it fails as at the start, and on the client's own threads what is open stands still. */
    @Test
    void whatWasFoundLastIsUsedWhileTheResolverHangsOrFails() throws Exception {
        try (Logged logged = new Logged()) {
            assertThat(http.send(question("a")).body()).isEqualTo("well");
            dns = host -> {
                throw new UnknownHostException(host);
            };
            assertThat(http.send(question("b")).body()).isEqualTo("well");
            dns = this::hang;
            assertThat(http.send(question("c")).body()).isEqualTo("well");
            assertThat(http.send(question("d")).body()).isEqualTo("well");
            assertThat(hanging).as("threads that hang").hasValue(1);
            assertThat(logged.warnings())
                    .containsExactly("Consul at localhost: its host is not known. Its last address 127.0.0.1 is used.");
        }
    }

    @Test
    void whereACertificateHasToNameTheHostNoAddressTakesItsPlace() throws Exception {
        assertThat(http.send(question("a")).body()).isEqualTo("well");
        dns = host -> {
            throw new UnknownHostException(host);
        };
        ConsulHttp secure = new ConsulHttp(named("https"), transport);
        assertThat(catchThrowableOfType(ConsulFailure.class, () -> secure.send(question("b"))))
                .hasMessageContaining("its host is not known");
    }
}

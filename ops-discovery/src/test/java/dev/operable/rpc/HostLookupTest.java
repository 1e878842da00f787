package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.discovery.Discovery;
import dev.operable.rpc.HostLookup.Resolver;
import dev.operable.rpc.RpcException.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostLookupTest {
    private static final String HOST = "hits.example";

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger lookups = new AtomicInteger();
    private volatile Resolver dns = host -> loopback();

    @AfterEach
    void end() {
        over.countDown();
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        return dns.resolve(host);
    }

    private static InetAddress[] loopback() {
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    private InetAddress[] hang(String host) throws UnknownHostException {
        try {
            assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new UnknownHostException(host);
    }

    private RpcClient client(RpcOptions options, int port) {
        Time time = Time.system();
        Pipeline pipeline = new Pipeline(
                time,
                new Random(1),
                new Watchdog(time, () -> {}),
                (instance, o) -> new ApacheTransport(instance, o, 10, this::resolve),
                new SimpleMeterRegistry());
        EjectionLimit limit = new EjectionLimit();
        Discovery fixed = Discovery.fixed(Map.of("hits", List.of(URI.create("http://" + HOST + ":" + port))));
        Nodes nodes = pipeline.nodes(fixed.instances("hits"), limit, options);
        Calls calls = pipeline.calls("hits", RpcOptions.defaults());
        Rate rate = pipeline.rate("hits", options);
        Step steps = pipeline.assemble("hits", nodes, limit, options, calls, rate, () -> {});
        UpstreamCheck check = pipeline.check("hits", calls, nodes, rate);
        return new RpcClient("hits", "", options, steps, check, new RpcThreads(), new Json(null), nodes::followed);
    }

    private static Duration fails(RpcRequest request, Kind kind, String words) {
        long start = System.nanoTime();
        RpcException failure = catchThrowableOfType(RpcException.class, request::send);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(words);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Seen to fail when the caller's own thread looked the host up: the call ended with the lookup. */
    @Test
    void aResolverThatHangsHoldsACallNoLongerThanItsDeadlineAndOneThreadForAllCalls() {
        dns = this::hang;
        RpcClient hits = client(RpcOptions.builder().retries(0).build(), 80);

        assertThat(fails(hits.get("/").deadline(Duration.ofMillis(150)), Kind.DEADLINE, "hits"))
                .isBetween(Duration.ofMillis(140), Duration.ofSeconds(2));
        assertThat(fails(hits.get("/"), Kind.CONNECT, "connect timeout"))
                .isBetween(Duration.ofMillis(490), Duration.ofSeconds(3));
        assertThat(lookups).hasValue(1);
    }

    @Test
    void anInterruptEndsTheWaitForAResolverThatHangs() {
        Thread caller = Thread.currentThread();
        dns = host -> {
            caller.interrupt();
            return hang(host);
        };
        fails(client(RpcOptions.defaults(), 80).get("/"), Kind.REJECTED, "interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aHostIsCalledByItsNameAndOneThatIsNotKnownIsToldSo() throws Exception {
        try (Server server = Server.start(Server.answering(200, "{}"))) {
            RpcClient hits = client(RpcOptions.defaults(), server.port());
            for (int i = 0; i < 5; i++) {
                assertThat(hits.get("/").send().status()).isEqualTo(200);
            }
            assertThat(lookups).hasValue(1);
        }
        dns = host -> {
            throw new UnknownHostException(host);
        };
        fails(client(RpcOptions.builder().retries(0).build(), 80).get("/"), Kind.CONNECT, "connect failed");
    }

    /** Seen to fail when what a lookup ended with took the place of what was known. */
    @Test
    void whatWasFoundLastIsUsedWhileDnsHangsOrFailsAndReplacedWhenItAnswersAgain() throws Exception {
        PlayedTime time = new PlayedTime();
        HostLookup lookup = new HostLookup(HOST, this::resolve, Duration.ofSeconds(15), time);
        lookup.await(guard());
        assertThat(lookup.resolve(HOST)).isEqualTo(loopback());

        CountDownLatch failed = new CountDownLatch(1);
        dns = host -> {
            failed.countDown();
            throw new UnknownHostException(host);
        };
        time.pass(Duration.ofSeconds(11));
        lookup.await(guard());
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lookup.resolve(HOST)).isEqualTo(loopback());

        InetAddress[] moved = {InetAddress.getByAddress(new byte[] {10, 0, 0, 7})};
        dns = host -> moved;
        while (!List.of(lookup.resolve(HOST)).equals(List.of(moved))) {
            time.pass(Duration.ofSeconds(11));
            lookup.await(guard());
            Thread.onSpinWait();
        }

        dns = this::hang;
        time.pass(Duration.ofSeconds(11));
        lookup.await(guard());
        lookup.await(guard());
        assertThat(lookup.resolve(HOST)).isEqualTo(moved);
    }

    private static Guard guard() {
        Time time = Time.system();
        return new Guard(time.nanos() + TimeUnit.SECONDS.toNanos(15), time);
    }
}

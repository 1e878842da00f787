package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.discovery.FakeConsul.Reply;
import dev.operable.discovery.FakeConsul.Request;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch that pauses because answers came one after the other, while all instances that it knows are replaced. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplacedInAPauseTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile String listed = "[]";
    private volatile int index;
    private final FakeConsul agent = new FakeConsul(this::answer);
    private final Consul consul = Consul.connect(ConsulSettings.at(agent.uri()), Fast.PACE, registry);

    @AfterEach
    void stop() {
        consul.close();
        agent.close();
    }

    /** As Consul does it: at once when the index is another one, else with the next change. */
    private synchronized Reply answer(Request request) throws InterruptedException {
        questions.incrementAndGet();
        while (Integer.parseInt(request.parameter("index")) == index) {
            wait();
        }
        return new Reply(200, listed, Optional.of(Integer.toString(index)));
    }

    private synchronized void list(int... ports) {
        listed = Arrays.stream(ports).mapToObj("""
                        {"Node": {"Node": "n", "Address": "127.0.0.1", "Datacenter": "dc1"},
                         "Service": {"ID": "hits-%1$d", "Service": "hits", "Tags": [], "Address": "127.0.0.1",
                                     "Meta": null, "Port": %1$d}, "Checks": []}"""::formatted).collect(Collectors.joining(",", "[", "]"));
        index++;
        notifyAll();
    }

    private static int nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return gone.getLocalPort();
        }
    }

    /** The first list, the two changes that are free, and those that are followed by pauses of 1, 2 and 4 s. */
    private void churnUntilAPauseOfFourSeconds(int... last) {
        for (int change = 1; change <= 6; change++) {
            list(change == 6 ? last : new int[] {change});
            Instances hits = consul.discovery().instances("hits");
            int seen = change;
            within(SOON, "change " + change, () -> hits.current().version() == seen);
        }
    }

    /** Without the wish of {@code ChooseInstance} the calls of the next 4 s fail. */
    @Test
    void aRefusedConnectionEndsThePauseAndTheCallFindsTheNewInstance() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        RpcOptions persistent = RpcOptions.builder().retries(10).build();
        try (RpcClients rpc = RpcClients.create(consul.discovery(), persistent, registry)) {
            RpcClient client = rpc.client("hits");
            churnUntilAPauseOfFourSeconds(nobody(), nobody());
            list(server.getAddress().getPort());

            assertThat(client.get("/").send().status()).isEqualTo(204);
        } finally {
            server.stop(0);
        }
    }

    /** Without it they come after 4, 8 and 15 s; without the bound, at once. */
    @Test
    void whoeverWishesItAllTheTimeGetsALookEachSecond() {
        churnUntilAPauseOfFourSeconds(1);
        Instances hits = consul.discovery().instances("hits");
        long start = System.nanoTime();
        int before = questions.get();
        for (int change = 7; change <= 9; change++) {
            list(change);
            int seen = change;
            within(SOON, "change " + change, () -> {
                hits.lookAgain();
                return hits.current().version() == seen;
            });
        }

        // Each look may be followed by a question that stays open.
        assertThat(questions.get() - before).isLessThanOrEqualTo(6);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(12));
    }
}

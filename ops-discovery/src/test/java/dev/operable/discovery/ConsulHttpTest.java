package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.discovery.ConsulFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsulHttpTest {
    /** As a firewall does that drops what it does not let through. */
    @Test
    void aConnectionThatDoesNotComeAboutIsNoMissingAnswer() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, waiting);
            URI address = URI.create("http://127.0.0.1:" + full.getLocalPort());
            try (ConsulTransport transport = new ConsulTransport();
                    ConsulApi api = new HttpConsulApi(
                            new ConsulHttp(ConsulSettings.at(address), transport), new AddressRules(true))) {
                assertThatThrownBy(() ->
                                api.instances("hits", 0, Duration.ofMinutes(1)).join())
                        .cause()
                        .isInstanceOfSatisfying(ConsulFailure.class, failure -> assertThat(failure.kind())
                                .isEqualTo(Kind.UNREACHABLE))
                        .hasMessage("Consul at " + address + "/ cannot be reached to look for the instances of hits:"
                                + " no connection within 1s.");
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Connects until nobody is let in any more. */
    private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
        for (int i = 0; i < 64; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            } catch (SocketTimeoutException isFull) {
                return;
            }
        }
        throw new AssertionError("the queue of connections has no end");
    }
}

package dev.operable.core.admin;

import static dev.operable.core.admin.RawHttp.get;
import static dev.operable.core.admin.RawHttp.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that never finish their request hold a thread each, but not for ever. */
@Timeout(90)
final class SlowCallersTest {
    // With -1 second, which is no limit and what the JDK has by default, this fails: all threads stay held.
    @Test
    void doNotKeepTheOthersOut() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Dsun.net.httpserver.maxReqTime=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AdminProbe.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Socket> slow = new ArrayList<>();
        try (var out = process.inputReader()) {
            URI server = URI.create(out.readLine());
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost:".getBytes(StandardCharsets.UTF_8));
                slow.add(socket);
            }

            assertThat(firstAnswer(server)).isEqualTo(204);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
            process.destroyForcibly();
        }
    }

    /** A caller that had to queue behind the slow ones is cut off with them, and asks again. */
    private static int firstAnswer(URI server) throws IOException {
        while (true) {
            try {
                return statusOf(get(server, "/metrics", "Host: localhost"));
            } catch (SocketException cutOff) {
                assertThat(cutOff).hasMessageContaining("reset");
            }
        }
    }

    @Test
    void areLimitedUnlessTheCommandLineSaysOtherwise() {
        String name = "sun.net.httpserver.maxReqTime";
        String before = System.clearProperty(name);
        try {
            HttpServerProperties.setDefaults();
            assertThat(System.getProperty(name)).isEqualTo("30");
            System.setProperty(name, "7");
            HttpServerProperties.setDefaults();
            assertThat(System.getProperty(name)).isEqualTo("7");
        } finally {
            if (before == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, before);
            }
        }
    }
}

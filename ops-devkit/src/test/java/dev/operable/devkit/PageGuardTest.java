package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageGuardTest {
    private EmbeddedAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = EmbeddedAgent.start(EmbeddedAgent.loopback(0));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource({
        "pages.example,      X: y,                            421",
        "pages.example:80,   X: y,                            421",
        "127.0.0.1.example,  X: y,                            421",
        "localhost.example,  X: y,                            421",
        "127.0.0.1,          Origin: http://pages.example,    403",
        "127.0.0.1,          Origin: null,                    403",
        "127.0.0.1,          Sec-Fetch-Site: cross-site,      403",
        "127.0.0.1,          Sec-Fetch-Site: same-site,       403",
    })
    void a_web_page_registers_nothing(String host, String header, int status) throws IOException {
        assertThat(register(host, header)).isEqualTo(status);
        assertThat(new AgentClient(agent.address()).get("/v1/agent/services").body())
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:8500", "localhost:8500", "LOCALHOST", "[::1]:8500"})
    void who_asks_for_this_machine_is_let_in(String host) throws IOException {
        assertThat(register(host, "X: y")).isEqualTo(200);
    }

    @Test
    void a_page_of_the_agent_itself_is_let_in() throws IOException {
        assertThat(register("127.0.0.1:8500", "Origin: http://127.0.0.1:8500")).isEqualTo(200);
    }

    /** By hand, because the JDK's clients do not let anyone set these headers. */
    private int register(String host, String header) throws IOException {
        String body = "{\"Name\": \"hits\", \"Port\": 80}";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), agent.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(String.join(
                            "\r\n",
                            "PUT /v1/agent/service/register HTTP/1.1",
                            "Host: " + host,
                            header,
                            "Connection: close",
                            "Content-Length: " + body.length(),
                            "",
                            body)
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}

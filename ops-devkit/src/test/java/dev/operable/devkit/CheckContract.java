package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.devkit.AgentClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

abstract class CheckContract extends AgentContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void startsATtlCheckCriticalAndFollowsItsHeartbeats() {
        String check = "service:" + name;
        register("{'TTL':'30s'}");
        assertThat(status(check)).isEqualTo("critical");
        assertThat(agent.get("/v1/health/service/" + name + "?passing").json()).isEmpty();

        for (String[] verb : new String[][] {{"pass", "passing"}, {"warn", "warning"}, {"fail", "critical"}}) {
            assertThat(agent.put("/v1/agent/check/" + verb[0] + "/" + check + "?note=so%20" + verb[0])
                            .status())
                    .isEqualTo(200);
            assertThat(status(check)).isEqualTo(verb[1]);
            Reply published = until(check, verb[1]);
            assertThat(published.body()).contains("so " + verb[0]);
        }

        agent.put("/v1/agent/check/update/" + check, "{\"Status\":\"passing\",\"Output\":\"again\"}");
        assertThat(until(check, "passing").body()).contains("again");
    }

    @Test
    void keepsTheIndexOverHeartbeatsThatSayTheSame() {
        register("{'TTL':'30s'}");
        agent.put("/v1/agent/check/pass/service:" + name);
        long index = until("service:" + name, "passing").index();
        agent.put("/v1/agent/check/pass/service:" + name);
        agent.put("/v1/agent/check/pass/service:" + name + "?note=other");
        assertThat(agent.get("/v1/health/service/" + name).index()).isEqualTo(index);
    }

    @Test
    void turnsCriticalWhenHeartbeatsStop() {
        register("{'TTL':'3s'}");
        agent.put("/v1/agent/check/pass/service:" + name + "?note=alive");
        until("service:" + name, "passing");
        Reply expired = until("service:" + name, "critical");
        assertThat(expired.body()).contains("TTL expired (last output before timeout follows): alive");
    }

    @Test
    void doesNotKnowAHeartbeatOfAnotherKindOrOfNothing() {
        register("{'HTTP':'http://127.0.0.1:1/','Interval':'60s'}");
        for (String check : new String[] {"service:nothing-" + name, "service:" + name}) {
            for (String verb : new String[] {"pass", "warn", "fail"}) {
                assertThat(agent.put("/v1/agent/check/" + verb + "/" + check))
                        .extracting(Reply::status, Reply::text)
                        .containsExactly(500, "CheckID \"" + check + "\" does not have associated TTL");
            }
        }
        assertThat(agent.put("/v1/agent/check/update/none", "{\"Status\":\"bogus\"}"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Invalid check status: 'bogus'");
    }

    @Test
    void asksAnHttpCheckAndFollowsItsAnswers() throws Exception {
        AtomicInteger code = new AtomicInteger(200);
        CompletableFuture<String> asked = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.complete(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Probe"));
            byte[] body = ("answer " + code.get()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            register("{'HTTP':'http://127.0.0.1:" + server.getAddress().getPort()
                    + "/self-check','Interval':'1s','Timeout':'1s','Method':'POST','Header':{'X-Probe':['yes']}}");
            String check = "service:" + name;
            assertThat(until(check, "passing").body()).contains("answer 200");
            assertThat(asked.get(15, TimeUnit.SECONDS)).isEqualTo("POST /self-check yes");
            code.set(429);
            assertThat(until(check, "warning").body()).contains("429", "answer 429");
            code.set(204);
            until(check, "passing");
            code.set(503);
            assertThat(until(check, "critical").body()).contains("503", "answer 503");
            code.set(200);
            until(check, "passing");
        } finally {
            server.stop(0);
        }
        until("service:" + name, "critical");
    }

    @Test
    void turnsCriticalWhenAnHttpCheckHangs() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            register("{'HTTP':'http://127.0.0.1:" + silent.getLocalPort()
                    + "/','Interval':'1s','Timeout':'3s','Status':'passing'}");
            assertThat(status("service:" + name)).isEqualTo("passing");
            until("service:" + name, "critical");
        }
    }

    @Test
    void connectsATcpCheck() throws IOException {
        try (ServerSocket open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            register("{'TCP':'127.0.0.1:" + open.getLocalPort() + "','Interval':'1s'}");
            until("service:" + name, "passing");
        }
        until("service:" + name, "critical");
    }

    private void register(String check) {
        agent.register(("{'Name':'" + name + "','Check':" + check + "}").replace('\'', '"'));
    }

    private String status(String check) {
        return agent.get("/v1/agent/checks").json().get(check).get("Status").stringValue();
    }

    private Reply until(String check, String status) {
        return agent.until("/v1/health/service/" + name, LIMIT, found -> {
            for (JsonNode one : found.get(0).get("Checks")) {
                if (one.get("CheckID").stringValue().equals(check)
                        && one.get("Status").stringValue().equals(status)) {
                    return true;
                }
            }
            return false;
        });
    }
}

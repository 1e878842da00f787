package dev.operable.starter;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where a Consul agent would, takes whatever it is asked, and remembers it. */
final class RecordingAgent implements AutoCloseable {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private RecordingAgent(HttpServer server) {
        this.server = server;
    }

    static RecordingAgent start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RecordingAgent agent = new RecordingAgent(server);
        server.createContext("/", exchange -> {
            agent.asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return agent;
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> registrations() {
        return asked.stream()
                .filter(it -> it.endsWith("/agent/service/register"))
                .toList();
    }

    List<String> deregistrations() {
        return asked.stream()
                .filter(it -> it.contains("/agent/service/deregister/"))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

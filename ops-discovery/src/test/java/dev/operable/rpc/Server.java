package dev.operable.rpc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on loopback that counts what reaches it. Also a program: it prints its port and answers until killed. */
final class Server implements AutoCloseable {
    static {
        // Without it each answer takes 40 ms on Java 17. It must be set before the server's classes are loaded.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-server");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private volatile HttpHandler handler;

    private Server(int port, HttpHandler handler) throws IOException {
        this.handler = handler;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(threads);
        http.createContext("/", this::count);
        http.start();
    }

    static Server start(HttpHandler handler) throws IOException {
        return new Server(0, handler);
    }

    static Server startAt(int port, HttpHandler handler) throws IOException {
        return new Server(port, handler);
    }

    static HttpHandler answering(int status, String body) {
        return exchange -> answer(exchange, status, "application/json", body);
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void count(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        callers.add(exchange.getRemoteAddress());
        targets.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().toASCIIString());
        handler.handle(exchange);
    }

    void handler(HttpHandler other) {
        handler = other;
    }

    int port() {
        return http.getAddress().getPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    int requests() {
        return requests.get();
    }

    /** How many there ever were. */
    int connections() {
        return callers.size();
    }

    List<String> targets() {
        return targets;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    public static void main(String[] arguments) throws Exception {
        Server server = start(answering(200, "{\"value\":1}"));
        System.out.println(server.port());
        // Ends with the test that started it, even if that was killed.
        int end = System.in.read();
        System.exit(end);
    }
}

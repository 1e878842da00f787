package dev.operable.rpc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A real HTTP server on loopback that counts what reaches it. Also a program, {@link ServerProcess}. */
final class Server implements AutoCloseable {
    static {
        // Without it each answer takes 40 ms on Java 17. It must be set before the server's classes are loaded.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final String VALUE = "{\"value\":1}";

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

    /** Takes the port, or any. */
    public static void main(String[] arguments) throws Exception {
        Server server = startAt(arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]), answering(200, VALUE));
        System.out.println(server.port());
        // Does as it is told, and ends with the test that started it, even if that was killed.
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            server.told(ServerProcess.Told.valueOf(line));
            System.out.println(server.requests());
        }
        System.exit(0);
    }

    private void told(ServerProcess.Told what) {
        AtomicBoolean once = new AtomicBoolean();
        switch (what) {
            case COUNT -> {}
            case ANSWER -> handler = answering(200, VALUE);
            case FAIL -> handler = answering(503, "");
            case BEGIN_AND_HANG ->
                handler = exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write(VALUE.getBytes(StandardCharsets.US_ASCII));
                    exchange.getResponseBody().flush();
                    while (!Thread.interrupted()) {
                        LockSupport.park();
                    }
                };
            case REFUSE_ONCE_FOR_A_SECOND ->
                handler = exchange -> {
                    boolean first = once.compareAndSet(false, true);
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    answer(exchange, first ? 429 : 200, "application/json", VALUE);
                };
        }
    }
}

package dev.operable.samples.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.operable.starter.Ops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The service that is called in a drill: it answers at once, or as slowly as it is told to, and writes down each request
 * that reaches it before it answers.
 */
public final class Target {
    static final String NAME = "target";
    static final String WIRE_LOG = "drill.wire";

    private static final byte[] ANSWER = "{\"value\":1}".getBytes(StandardCharsets.US_ASCII);

    private Target() {}

    public static void main(String[] arguments) throws IOException {
        Ops ops = Ops.service(NAME).start();
        WireLog log = WireLog.append(Path.of(System.getProperty(WIRE_LOG)));
        AtomicLong delayMillis = new AtomicLong();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/work", exchange -> {
                    log.write(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getQuery());
                    pause(Duration.ofMillis(delayMillis.get()));
                    answer(exchange);
                })
                .getFilters()
                .add(ops.filter());
        http.createContext("/delay", exchange -> {
            delayMillis.set(Long.parseLong(exchange.getRequestURI().getQuery()));
            answer(exchange);
        });
        http.createContext("/self-check", ops.selfCheck());
        http.start();
        ops.listening(http.getAddress(), () -> http.stop(0));
        System.out.println("listening " + http.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        }
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}

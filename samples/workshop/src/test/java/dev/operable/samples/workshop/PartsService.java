package dev.operable.samples.workshop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Another service, of which only Consul knows where it is. */
final class PartsService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> callers = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    PartsService(URI consul) throws IOException, InterruptedException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/prices/", this::answer);
        server.start();
        String body = "{\"Name\":\"parts\",\"Address\":\"127.0.0.1\",\"Port\":"
                + server.getAddress().getPort() + "}";
        HttpRequest request = HttpRequest.newBuilder(consul.resolve("/v1/agent/service/register"))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IOException("Consul answers " + status);
        }
    }

    /** Who asked, by the name that they said. */
    List<String> callers() {
        return callers;
    }

    /** Returns once somebody waits for the price of a rare part. */
    boolean awaitAsked() throws InterruptedException {
        return asked.await(20, TimeUnit.SECONDS);
    }

    void release() {
        released.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            callers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Ops-Caller")));
            if (exchange.getRequestURI().getPath().endsWith("/rare")) {
                asked.countDown();
                if (!released.await(20, TimeUnit.SECONDS)) {
                    throw new IOException("nobody released it");
                }
            }
            byte[] price = "12.50".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, price.length);
            exchange.getResponseBody().write(price);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

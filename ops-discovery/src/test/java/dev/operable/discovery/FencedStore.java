package dev.operable.discovery;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that takes no write with a token lower than one that it has seen. */
final class FencedStore implements AutoCloseable {
    final AtomicInteger taken = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    private final HttpServer server;
    private long highest;

    FencedStore() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean fits =
                    admit(Long.parseLong(exchange.getRequestURI().getPath().substring(1)));
            exchange.sendResponseHeaders(fits ? 204 : 409, -1);
            exchange.close();
        });
        server.start();
    }

    private synchronized boolean admit(long token) {
        boolean fits = token >= highest;
        highest = Math.max(highest, token);
        (fits ? taken : refused).incrementAndGet();
        return fits;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** The status of a write. */
    static int write(URI store, FencingToken token) throws IOException, InterruptedException {
        HttpRequest write = HttpRequest.newBuilder(store.resolve("/" + token.number()))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(write, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.operable.devkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Carries out HTTP and TCP checks; a failure is an outcome, never an exception. */
final class Probes {
    record Outcome(String status, String output) {}

    private final ExecutorService threads;
    private final HttpClient http;

    Probes(ExecutorService threads) {
        this.threads = threads;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .executor(threads)
                .build();
    }

    CompletableFuture<Outcome> run(CheckDefinition check) {
        return check.http().isEmpty() ? tcp(check) : http(check);
    }

    private CompletableFuture<Outcome> http(CheckDefinition check) {
        HttpRequest request;
        try {
            HttpRequest.Builder building = HttpRequest.newBuilder(URI.create(check.http()))
                    .method(check.method(), BodyPublishers.ofString(check.body()))
                    .header("User-Agent", "Consul Health Check")
                    .header("Accept", "text/plain, text/*, */*");
            check.header().forEach((name, values) -> values.forEach(value -> building.header(name, value)));
            request = building.build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(failed(check, e));
        }
        CompletableFuture<HttpResponse<String>> exchange = http.sendAsync(request, answer -> new BodyStart());
        return exchange.orTimeout(check.timeout().toNanos(), TimeUnit.NANOSECONDS)
                .handle((answer, failure) -> {
                    if (failure != null) {
                        exchange.cancel(true);
                        return failed(check, failure);
                    }
                    return new Outcome(
                            status(answer.statusCode()),
                            "HTTP " + check.method() + " " + check.http() + ": " + answer.statusCode() + " Output: "
                                    + answer.body());
                });
    }

    private static String status(int code) {
        if (code >= 200 && code <= 299) {
            return CheckEntry.PASSING;
        }
        return code == 429 ? CheckEntry.WARNING : CheckEntry.CRITICAL;
    }

    private static Outcome failed(CheckDefinition check, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Outcome(CheckEntry.CRITICAL, check.method() + " \"" + check.http() + "\": " + cause);
    }

    private CompletableFuture<Outcome> tcp(CheckDefinition check) {
        return CompletableFuture.supplyAsync(
                () -> {
                    int colon = check.tcp().lastIndexOf(':');
                    try (Socket socket = new Socket()) {
                        int port = Integer.parseInt(check.tcp().substring(colon + 1));
                        String host = check.tcp().substring(0, Math.max(colon, 0));
                        socket.connect(new InetSocketAddress(host, port), (int)
                                check.timeout().toMillis());
                        return new Outcome(CheckEntry.PASSING, "TCP connect " + check.tcp() + ": Success");
                    } catch (IOException | IllegalArgumentException e) {
                        return new Outcome(CheckEntry.CRITICAL, "TCP connect " + check.tcp() + ": " + e);
                    }
                },
                threads);
    }
}

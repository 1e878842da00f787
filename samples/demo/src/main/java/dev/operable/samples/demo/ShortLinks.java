package dev.operable.samples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The links service as its users see it. Safe for use by many threads. */
final class ShortLinks {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** An address and its code. */
    record Link(String url, String code) {}

    private final Http http;
    private final URI service;

    ShortLinks(Http http, URI service) {
        this.http = http;
        this.service = service;
    }

    List<Link> shortenAll(List<String> urls, int callers) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Link>> tasks = new ArrayList<>();
            urls.forEach(url -> tasks.add(() -> shorten(url)));
            List<Link> links = new ArrayList<>();
            for (Future<Link> link : pool.invokeAll(tasks)) {
                links.add(link.get());
            }
            return links;
        } catch (ExecutionException e) {
            throw new DemoFailed("an address could not be shortened", e);
        } finally {
            pool.shutdownNow();
        }
    }

    Link shorten(String url) throws IOException {
        HttpResponse<String> answer = post(url);
        if (answer.statusCode() != 201) {
            throw new IOException("POST /links of " + url + " gave " + answer.statusCode() + ": " + answer.body());
        }
        return new Link(url, JSON.readTree(answer.body()).path("code").asString());
    }

    /** The status and, of a problem document, the reason: {@code 400 The url ...}. */
    String refusal(String url) throws IOException {
        return describe(post(url));
    }

    String refusalOfCode(String code) throws IOException {
        return describe(http.get(service.resolve("/" + code)));
    }

    /** What is wrong with the answer, or nothing. */
    String follow(Link link) {
        try {
            HttpResponse<String> answer = http.get(service.resolve("/" + link.code()));
            String location = answer.headers().firstValue("Location").orElse("");
            if (answer.statusCode() != 302) {
                return "status " + answer.statusCode() + ": " + answer.body();
            }
            return location.equals(link.url()) ? "" : "leads to " + location + " and not to " + link.url();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpResponse<String> post(String url) throws IOException {
        return http.postJson(
                service.resolve("/links"),
                JSON.createObjectNode().put("url", url).toString());
    }

    private static String describe(HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("application/problem+json")) {
            return answer.statusCode() + " without a problem document";
        }
        JsonNode problem = JSON.readTree(answer.body());
        return answer.statusCode() + " " + problem.path("detail").asString("");
    }
}

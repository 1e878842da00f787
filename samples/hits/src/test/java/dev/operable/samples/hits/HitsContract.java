package dev.operable.samples.hits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What holds on every database: two processes of the service, called from outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HitsContract {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private HitsProcess one;
    private HitsProcess two;

    /** Where both keep their state. */
    abstract String database(Path folder) throws Exception;

    /** After the service is gone. */
    void closeDatabase() throws Exception {}

    @BeforeAll
    void boot(@TempDir Path folder) throws Exception {
        String database = database(folder);
        one = HitsProcess.start(folder, "hits-1", database);
        two = HitsProcess.start(folder, "hits-2", database);
    }

    @AfterAll
    void stop() throws Exception {
        for (HitsProcess hits : List.of(one, two)) {
            try (hits) {
                // 143 is what the JVM says when it was asked to stop by SIGTERM.
                assertThat(hits.stop()).isEqualTo(143);
                assertThat(hits.log())
                        .allSatisfy(event -> assertThat(event.isObject()).isTrue());
            }
        }
        closeDatabase();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(HitsProcess hits, String path) {
        return HttpRequest.newBuilder(hits.url().resolve(path));
    }

    private HttpResponse<String> report(HitsProcess hits, String code, String key, BodyPublisher body)
            throws IOException, InterruptedException {
        return send(request(hits, "/links/" + code + "/hits")
                .header("Idempotency-Key", key)
                .POST(body));
    }

    private HttpResponse<String> report(HitsProcess hits, String code, String key)
            throws IOException, InterruptedException {
        return report(hits, code, key, BodyPublishers.noBody());
    }

    private long count(HitsProcess hits, String code) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(hits, "/links/" + code + "/hits"));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode count = JSON.readTree(answer.body());
        assertThat(count.get("code").asString()).isEqualTo(code);
        return count.get("value").asLong();
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String reason) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).contains(reason);
    }

    @Test
    void hitIsCountedOnceHoweverOftenItIsReported() throws Exception {
        String code = unique();
        String key = unique();
        assertThat(count(one, code)).isZero();

        HttpResponse<String> first = report(one, code, key);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(first.body()).get("value").asLong()).isEqualTo(1);
        assertThat(report(one, code, key).statusCode()).isEqualTo(200);
        assertThat(report(two, code, key).statusCode())
                .as("at another instance")
                .isEqualTo(200);

        assertThat(count(two, code)).isEqualTo(1);
        assertThat(report(two, code, unique()).statusCode()).isEqualTo(201);
        assertThat(count(one, code)).isEqualTo(2);
    }

    @Test
    void hitsThatBothInstancesReceiveAtTheSameTimeAreCountedOnce() throws Exception {
        String code = unique();
        int hits = 100;
        List<Callable<Integer>> reports = new ArrayList<>();
        for (int i = 0; i < hits; i++) {
            String key = unique();
            reports.add(() -> report(one, code, key).statusCode());
            reports.add(() -> report(two, code, key).statusCode());
        }
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Integer> statuses = new ArrayList<>();
        try {
            for (Future<Integer> status : callers.invokeAll(reports)) {
                statuses.add(status.get());
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(hits);
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(hits);
        assertThat(count(one, code)).isEqualTo(hits);
    }

    @Test
    void reporterMaySayWhenItHappened() throws Exception {
        String code = unique();
        BodyPublisher body = BodyPublishers.ofString("{\"at\":\"2026-11-20T10:00:00.123456Z\"}");
        assertThat(report(one, code, unique(), body).statusCode()).isEqualTo(201);
        assertThat(count(two, code)).isEqualTo(1);
    }

    @Test
    void reportWithoutAUsableKeyIsRefused() throws Exception {
        String code = unique();
        HttpRequest.Builder without = request(one, "/links/" + code + "/hits").POST(BodyPublishers.noBody());
        assertProblem(send(without), 400, "Idempotency-Key");
        assertProblem(report(one, code, "k".repeat(256)), 400, "1 to 255");
        assertProblem(report(one, code, ""), 400, "Idempotency-Key");
        assertThat(count(one, code)).isZero();
    }

    @Test
    void keyOfAnotherLinkIsRefused() throws Exception {
        String key = unique();
        String code = unique();
        assertThat(report(one, unique(), key).statusCode()).isEqualTo(201);
        assertProblem(report(two, code, key), 422, "another link");
        assertThat(count(one, code)).isZero();
    }

    @Test
    void badBodyIsRefused() throws Exception {
        String code = unique();
        assertProblem(report(one, code, unique(), BodyPublishers.ofString("{\"at\":")), 400, "not the JSON");
        assertProblem(report(one, code, unique(), BodyPublishers.ofString("{\"at\":\"noon\"}")), 400, "not the JSON");
        assertProblem(report(one, code, unique(), BodyPublishers.ofString("null")), 400, "not a JSON object");
        String big = "{\"x\":\"" + "y".repeat(20_000) + "\"}";
        assertProblem(report(one, code, unique(), BodyPublishers.ofString(big)), 413, "16384");
        assertThat(count(one, code)).isZero();
    }

    @Test
    void unknownPathIsNotFound() throws Exception {
        for (String path : List.of("/", "/links", "/links/a", "/links//hits", "/links/a%2Fb/hits", "/links/a/hits/")) {
            assertProblem(send(request(one, path)), 404, "/links/{code}/hits");
        }
    }

    @Test
    void otherMethodIsNotAllowed() throws Exception {
        HttpResponse<String> answer = send(request(one, "/links/a/hits").DELETE());
        assertProblem(answer, 405, "GET");
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        HttpResponse<String> head = send(request(one, "/links/a/hits").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void selfCheckSaysThatEverythingIsWell() throws Exception {
        for (URI url : List.of(one.url(), two.url())) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(url.resolve("/self-check")));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("everything is well");
        }
    }
}

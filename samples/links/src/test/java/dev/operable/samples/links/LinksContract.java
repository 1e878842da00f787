package dev.operable.samples.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.samples.links.FakeHits.Mood;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What holds on every database: the service as a process, called from outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LinksContract {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private FakeHits hits;
    private LinksProcess links;

    /** Where it keeps its state. */
    abstract String database(Path folder) throws Exception;

    /** After the service is gone. */
    void closeDatabase() throws Exception {}

    @BeforeAll
    void boot(@TempDir Path folder) throws Exception {
        hits = new FakeHits();
        links = LinksProcess.start(folder, "links-1", database(folder), hits.url());
    }

    @BeforeEach
    void calm() {
        hits.feels(Mood.COUNT);
    }

    @AfterAll
    void stop() throws Exception {
        try (FakeHits fake = hits;
                LinksProcess process = links) {
            // 143 is what the JVM says when it was asked to stop by SIGTERM.
            assertThat(process.stop()).isEqualTo(143);
            assertThat(process.log())
                    .allSatisfy(event -> assertThat(event.isObject()).isTrue());
            assertThat(fake.bodies()).isNotEmpty();
        }
        closeDatabase();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(links.url().resolve(path));
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(request("/links").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> shorten(String url) throws IOException, InterruptedException {
        return post(JSON.createObjectNode().put("url", url).toString());
    }

    private String code(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = shorten(url);
        assertThat(answer.statusCode()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("code").asString();
    }

    private void follow(String code, String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request("/" + code));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains(url);
    }

    private static String uniqueUrl() {
        return "https://example.com/" + UUID.randomUUID();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).as("in time").isTrue();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String reason) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asString()).contains(reason);
    }

    @Test
    void addressGetsOneShortLink() throws Exception {
        String url = uniqueUrl();
        HttpResponse<String> answer = shorten(url);
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode link = JSON.readTree(answer.body());
        String code = link.get("code").asString();
        assertThat(code).matches("[0-9A-Za-z]{7}");
        assertThat(link.get("url").asString()).isEqualTo(url);
        assertThat(link.get("shortUrl").asString()).isEqualTo(links.url() + "/" + code);
        assertThat(answer.headers().firstValue("Location")).contains(links.url() + "/" + code);

        assertThat(code(url)).as("the same address again").isEqualTo(code);
        assertThat(code(uniqueUrl())).as("another address").isNotEqualTo(code);
    }

    @Test
    void eachFollowIsOneHit() throws Exception {
        String url = uniqueUrl();
        String code = code(url);
        for (int i = 1; i <= 3; i++) {
            follow(code, url);
            assertThat(hits.count(code)).isEqualTo(i);
        }
        assertThat(hits.bodies()).anyMatch(body -> JSON.readTree(body).has("at"));
        HttpResponse<String> head = send(request("/" + code).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(302);
        assertThat(hits.count(code)).as("after looking at the headers alone").isEqualTo(3);
    }

    @Test
    void hitIsKeptWhileTheHitsServiceFailsAndCountedOnceLater() throws Exception {
        String url = uniqueUrl();
        String code = code(url);
        hits.feels(Mood.FAIL);
        follow(code, url);
        follow(code, url);
        assertThat(hits.count(code)).isZero();

        hits.feels(Mood.COUNT);
        await(() -> hits.count(code) == 2);
        follow(code, url);
        assertThat(hits.count(code)).isEqualTo(3);
    }

    @Test
    void hitWhoseFateIsUnknownIsSentAgainWithItsKey() throws Exception {
        String url = uniqueUrl();
        String code = code(url);
        hits.feels(Mood.COUNT_AND_FAIL);
        follow(code, url);
        assertThat(hits.count(code)).isEqualTo(1);
        int sent = hits.bodies().size();

        hits.feels(Mood.COUNT);
        await(() -> hits.bodies().size() > sent);
        assertThat(hits.count(code)).as("by its key, still one").isEqualTo(1);
    }

    @Test
    void refusedHitDoesNotHoldUpTheOthers() throws Exception {
        String url = uniqueUrl();
        String code = code(url);
        hits.feels(Mood.REFUSE);
        follow(code, url);
        hits.feels(Mood.COUNT);
        follow(code, url);
        assertThat(hits.count(code)).isEqualTo(1);
        await(() -> links.log().stream()
                .anyMatch(event -> event.path("level").asString("").equals("ERROR")
                        && event.path("code").asString("").equals(code)));
    }

    @Test
    void badAddressIsRefusedWithTheReason() throws Exception {
        assertProblem(shorten("ftp://example.com/"), 400, "http:// or https://");
        assertProblem(shorten("https:///nowhere"), 400, "no host");
        assertProblem(shorten("https://example.com/" + "a".repeat(3000)), 400, "2048");
        assertProblem(post("{}"), 400, "missing");
        assertProblem(post("{\"url\":"), 400, "");
        assertProblem(post(""), 400, "");
    }

    @Test
    void bodyThatNoAddressNeedsIsRefusedUnread() throws Exception {
        assertThat(shorten("https://example.com/" + "a".repeat(20_000)).statusCode())
                .isEqualTo(413);
        HttpRequest.BodyPublisher endless = BodyPublishers.fromPublisher(BodyPublishers.ofString("{}"));
        assertThat(send(request("/links")
                                .header("Content-Type", "application/json")
                                .POST(endless))
                        .statusCode())
                .isEqualTo(411);
    }

    @Test
    void unknownCodeIsNotFound() throws Exception {
        assertProblem(send(request("/nosuchcode")), 404, "nosuchcode");
        assertProblem(send(request("/no/such/path")), 404, "");
    }

    @Test
    void selfCheckSaysThatTheServiceItselfIsWell() throws Exception {
        HttpResponse<String> answer = send(request("/self-check").timeout(Duration.ofSeconds(10)));
        assertThat(answer.statusCode()).isEqualTo(200);
        // Other tests let the calls of hits fail, which degrades this service and nothing else.
        assertThat(answer.body()).isIn("everything is well", "degraded: upstream hits");
    }
}

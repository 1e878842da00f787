package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.logging.LogFormat;
import dev.operable.core.logging.LogLevel;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import dev.operable.core.logging.RepeatLimit;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

@Timeout(60)
final class LogsHandlerTest {
    private static final Logger shop = LoggerFactory.getLogger("com.acme.Shop");
    private static final Logger shopper = LoggerFactory.getLogger("com.acmes.Shop");

    private Logging logging;
    private AdminServer server;
    private AdminClient client;

    @BeforeEach
    void start() {
        start(100, LogFormat.JSON);
    }

    private void start(int recent, LogFormat format) {
        logging = Logging.start(
                AdminFixture.identity(),
                new LoggingSettings(LogLevel.INFO, Map.of(), format, Map.of(), RepeatLimit.OFF, recent));
        server = AdminFixture.server().guarded("/ops/logs", new LogsHandler(logging.recent()));
        server.start();
        client = new AdminClient(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
        logging.close();
    }

    @Test
    void filtersByLevelLoggerTextTraceAndTime() throws Exception {
        shop.info("one \"quoted\" thing");
        MDC.put("trace_id", "abc");
        shop.warn("two");
        MDC.clear();
        shop.atError().addKeyValue("order", "O-7").log("three");
        shopper.info("four");

        assertThat(messages("logger=com.acme")).isEqualTo("one \"quoted\" thing,two,three");
        assertThat(messages("logger=com.acme&level=warn")).isEqualTo("two,three");
        assertThat(messages("trace=abc")).isEqualTo("two");
        assertThat(messages("text=o-7")).isEqualTo("three");
        assertThat(messages("text=%22QUOTED%22")).isEqualTo("one \"quoted\" thing");
        assertThat(messages("logger=com.acme&limit=1")).isEqualTo("three");
        assertThat(messages("logger=com.acme&since=1h")).isEqualTo("one \"quoted\" thing,two,three");
        assertThat(messages("since=" + Instant.now().plusSeconds(60))).isEmpty();
    }

    @Test
    void givesAnArrayOrLinesOrText() throws Exception {
        shop.atInfo().addKeyValue("order", 7).log("accepted");
        shop.atWarn().setCause(new IllegalStateException("empty")).log("refused");

        HttpResponse<String> lines = client.get("/ops/logs?logger=com.acme", "Accept", "application/x-ndjson");
        HttpResponse<String> text = client.get("/ops/logs?logger=com.acme", "Accept", "text/plain");

        assertThat(client.get("/ops/logs").headers().firstValue("Content-Type")).contains("application/json");
        assertThat(lines.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(lines.body().lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("{\"@timestamp\"")
                .endsWith("}"));
        assertThat(text.body().lines().toList().get(0)).endsWith("Z INFO  com.acme.Shop - accepted order=7");
        assertThat(text.body()).contains("WARN  com.acme.Shop - refused\njava.lang.IllegalStateException: empty");
    }

    // Kept before the encoder instead of after it, all of these would be there as they were said.
    @ParameterizedTest
    @EnumSource(
            value = LogFormat.class,
            names = {"JSON", "TEXT", "ECS"})
    void hidesSecretsAndEscapesControlsInEveryForm(LogFormat format) throws Exception {
        stop();
        start(100, format);
        shop.atWarn()
                .addKeyValue("apiToken", "hunter2")
                .addKeyValue("note", "a\r\nb\u202ec\u2028d")
                .setCause(new IllegalStateException("GET https://me:hunter2@db/?password=hunter2"))
                .log("forged\n{\"level\":\"INFO\"} Bearer hunter2.hunter2.hunter2");

        for (String accept : new String[] {"application/json", "application/x-ndjson", "text/plain"}) {
            String body =
                    client.get("/ops/logs?logger=com.acme", "Accept", accept).body();
            assertThat(body)
                    .as(accept)
                    .contains("forged\\n", "•••")
                    .doesNotContain("hunter2", "\r", "\u202e", "\u2028", "forged\n");
        }
        assertThat(client.get("/ops/logs?logger=com.acme", "Accept", "application/x-ndjson")
                        .body()
                        .lines())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "level=loud|level|level is \"loud\", which is none. Give one of: trace, debug, info, warn, error, off.",
                "limit=101|limit|limit is out of range. Give a number from 0 to 100.",
                "limit=-1|limit|limit is out of range. Give a number from 0 to 100.",
                "since=yesterday|since|since is neither a time nor a duration. Write it as 2026-03-04T05:06:07Z, or as 5m"
                        + " for the last five minutes.",
                "lvl=info|lvl|lvl is not known here. Known are level, logger, text, trace, since, limit.",
            })
    void saysWhichFilterIsWrong(String query, String field, String detail) throws Exception {
        HttpResponse<String> answer = client.get("/ops/logs?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminClient.json(answer).get("field").asString()).isEqualTo(field);
        assertThat(AdminClient.json(answer).get("detail").asString()).isEqualTo(detail);
    }

    @Test
    void isNotThereWhereNothingIsKept() throws Exception {
        stop();
        start(0, LogFormat.JSON);

        shop.info("gone");

        assertThat(client.get("/ops/logs").statusCode()).isEqualTo(404);
        assertThat(client.get("/ops/logs").body()).contains("LOG_RECENT is 0");
    }

    @Test
    void answersOnlyItsMethods() throws Exception {
        HttpResponse<String> wrong = client.send("POST", "/ops/logs", "a=b");

        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(client.send("HEAD", "/ops/logs", "").body()).isEmpty();
        assertThat(client.send("HEAD", "/ops/logs", "", "Accept", "text/event-stream")
                        .headers()
                        .firstValue("Content-Type"))
                .contains("text/event-stream");
    }

    private String messages(String query) throws Exception {
        StringBuilder all = new StringBuilder();
        for (JsonNode event : client.json("/ops/logs?" + query)) {
            all.append(all.isEmpty() ? "" : ",").append(event.get("message").asString());
        }
        return all.toString();
    }
}

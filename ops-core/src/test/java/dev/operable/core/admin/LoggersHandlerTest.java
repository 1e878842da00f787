package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.admin.AdminFixture.Audit;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

@Timeout(60)
final class LoggersHandlerTest {
    private final Logging logging = Logging.start(AdminFixture.identity(), LoggingSettings.defaults());
    private final AdminServer server =
            AdminFixture.server().guarded("/ops/loggers", new LoggersHandler(logging.levels()));
    private final Audit audit = new Audit();
    private AdminClient client;

    @BeforeEach
    void start() {
        server.start();
        client = new AdminClient(server.address());
    }

    @AfterEach
    void stop() {
        logging.levels().reset("com.acme", "test");
        audit.close();
        server.close();
        logging.close();
    }

    @Test
    void setsALevelForSomeTimeAndTellsTheAuditWho() throws Exception {
        HttpResponse<String> answer =
                client.send("PUT", "/ops/loggers", "logger=com.acme&level=debug&for=15m", "X-Ops-User", "ada");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode level = AdminClient.json(answer);
        assertThat(level.get("logger").asString()).isEqualTo("com.acme");
        assertThat(level.get("level").asString()).isEqualTo("DEBUG");
        assertThat(level.get("default").asString()).isEqualTo("inherited");
        assertThat(level.get("changedBy").asString()).isEqualTo("ada at 127.0.0.1");
        assertThat(Instant.parse(level.get("until").asString()))
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(13)),
                        Instant.now().plus(Duration.ofMinutes(16)));
        assertThat(LoggerFactory.getLogger("com.acme.orders").isDebugEnabled()).isTrue();
        assertThat(audit.heard())
                .singleElement()
                .asString()
                .startsWith("who=ada at 127.0.0.1 what=log level of com.acme old=inherited new=DEBUG until=");
    }

    // With names that are dropped instead, the level changes and nobody is named.
    @ParameterizedTest
    @ValueSource(strings = {"a,b", "ada at 10.0.0.7", "<b>", "  "})
    void changesNothingForANameThatTheAuditCannotKeep(String name) throws Exception {
        HttpResponse<String> answer =
                client.send("PUT", "/ops/loggers", "logger=com.acme&level=debug", "X-Ops-User", name);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminClient.json(answer).get("field").asString()).isEqualTo("X-Ops-User");
        assertThat(audit.heard()).isEmpty();
    }

    @Test
    void takesJsonAndGivesTheDefaultBack() throws Exception {
        String debug = "{\"logger\":\"com.acme\",\"level\":\"TRACE\"}";
        assertThat(client.send("PUT", "/ops/loggers", debug, "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.json("/ops/loggers?name=com.acme.x").get("level").asString())
                .isEqualTo("TRACE");

        client.send("PUT", "/ops/loggers", "logger=com.acme&level=default");

        assertThat(client.json("/ops/loggers?name=com.acme").get("level").asString())
                .isEqualTo("INFO");
        assertThat(audit.heard())
                .last()
                .asString()
                .startsWith("who=127.0.0.1 what=log level of com.acme old=TRACE new=inherited");
    }

    @Test
    void listsWhatHasALevelOfItsOwn() throws Exception {
        client.send("PUT", "/ops/loggers", "logger=com.acme&level=warn");

        JsonNode loggers = client.json("/ops/loggers").get("loggers");

        assertThat(loggers.valueStream().map(JsonNode::toString))
                .contains("{\"logger\":\"ROOT\",\"level\":\"INFO\",\"default\":\"INFO\"}")
                .contains("{\"logger\":\"com.acme\",\"level\":\"WARN\",\"default\":\"inherited\","
                        + "\"changedBy\":\"127.0.0.1\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "level=debug|logger||logger is missing. Give the name of a logger, such as com.acme.orders, or ROOT.",
                "logger=a&level=loud|level|loud|level is \"loud\", which is none. Give one of: trace, debug, info, warn,"
                        + " error, off, default.",
                "logger=a&level=info&for=soon|for|soon|for is not a duration. Write it as 30s, 15m or 1h30m.",
                "logger=a&level=info&for=31d|for|31d|for is out of range. Give more than nothing, and 30d at the most.",
                "logger=a&level=info&for=0s|for|0s|for is out of range. Give more than nothing, and 30d at the most.",
                "logger=a&level=default&for=5m|for|5m|for has no meaning here. Leave it out.",
                "logger=a&logger=b&level=info|logger|b|logger comes twice. Give it once.",
                "loger=a&level=info|loger||loger is not known here. Known are logger, level, for.",
                "logger=a b&level=info|logger|a b|logger cannot be changed. This is not the name of a logger: it has 1"
                        + " to 256 visible characters, such as com.acme.orders.",
                "logger=a&level=password=hunter2|level|password=•••|level is \"password=•••\", which is none. Give one"
                        + " of: trace, debug, info, warn, error, off, default.",
            })
    void saysWhichFieldIsWrongAndHowItIsRight(String body, String field, String value, String detail) throws Exception {
        HttpResponse<String> answer = client.send("PUT", "/ops/loggers", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = AdminClient.json(answer);
        assertThat(problem.get("detail").asString()).isEqualTo(detail);
        assertThat(problem.get("field").asString()).isEqualTo(field);
        assertThat(problem.get("value").asString()).isEqualTo(value == null ? "" : value);
        assertThat(problem.get("fix").asString()).isNotEmpty();
        assertThat(audit.heard()).isEmpty();
    }

    @Test
    void refusesWhatItCannotRead() throws Exception {
        assertThat(put("{\"logger\":", "application/json").statusCode()).isEqualTo(400);
        assertThat(put("[]", "application/json").statusCode()).isEqualTo(400);
        assertThat(put("{\"logger\":{}}", "application/json").body()).contains("logger is not a single value");
        assertThat(put("logger=a", "text/plain").statusCode()).isEqualTo(415);
        assertThat(put("logger=%zz", "application/x-www-form-urlencoded").statusCode())
                .isEqualTo(400);
        assertThat(put("x".repeat(70_000), "application/json").statusCode()).isEqualTo(413);
    }

    // Read as a tree, the last of the two wins, and one of them was not meant.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"logger\":\"a\",\"level\":\"info\",\"level\":\"debug\"}",
                "{\"logger\":\"a\",\"level\":null,\"level\":\"debug\"}"
            })
    void refusesAFieldThatComesTwiceInJson(String body) throws Exception {
        HttpResponse<String> answer = put(body, "application/json");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminClient.json(answer).get("detail").asString()).isEqualTo("level comes twice. Give it once.");
        assertThat(audit.heard()).isEmpty();
    }

    @Test
    void refusesWhatFollowsTheJson() throws Exception {
        assertThat(put("{\"logger\":\"a\",\"level\":\"info\"} {}", "application/json")
                        .statusCode())
                .isEqualTo(400);
        assertThat(audit.heard()).isEmpty();
    }

    // Without it ?level=debug shows all loggers, and a change looks as if it had been made.
    @Test
    void refusesParametersThatItDoesNotKnow() throws Exception {
        assertThat(AdminClient.json(client.get("/ops/loggers?level=debug"))
                        .get("detail")
                        .asString())
                .isEqualTo("level is not known here. Known are name.");
        assertThat(AdminClient.json(client.send("PUT", "/ops/loggers?for=5m", "logger=a&level=info"))
                        .get("detail")
                        .asString())
                .isEqualTo("for is not known here. This request takes no parameters.");
        assertThat(audit.heard()).isEmpty();
    }

    @Test
    void answersOnlyItsMethodsAndIsNotKeptByCaches() throws Exception {
        HttpResponse<String> wrong = client.send("DELETE", "/ops/loggers", "");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).contains("GET, HEAD, PUT");

        HttpResponse<String> head = client.send("HEAD", "/ops/loggers", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Cache-Control")).contains("no-store");
    }

    private HttpResponse<String> put(String body, String type) throws Exception {
        return client.send("PUT", "/ops/loggers", body, "Content-Type", type);
    }
}

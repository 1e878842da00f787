package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.ListenAddress;
import dev.operable.config.Settings;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SettingsHandlerTest {
    record Web(ListenAddress listen) {}

    private final Settings settings = Settings.of("hits")
            .environment(Map.of("LISTEN", "127.0.0.1:4711"))
            .bind(Web.class)
            .load();
    private final AdminServer server = AdminFixture.server().guarded("/ops/config", new SettingsHandler(settings));
    private AdminClient client;

    @BeforeEach
    void start() {
        server.start();
        client = new AdminClient(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersProgramsWithJsonAndPeopleWithATable() throws Exception {
        assertThat(client.json("/ops/config").toString()).contains("LISTEN", "127.0.0.1:4711", "environment");

        HttpResponse<String> table = client.get("/ops/config", "Accept", "text/plain");
        assertThat(table.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(table.body()).contains("LISTEN", "127.0.0.1:4711");
    }

    // Without it ?key=LISTEN shows all of them, as if all were meant.
    @Test
    void refusesParameters() throws Exception {
        HttpResponse<String> answer = client.get("/ops/config?key=LISTEN");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminClient.json(answer).get("detail").asString())
                .isEqualTo("key is not known here. This request takes no parameters.");
    }

    @Test
    void changesNothing() throws Exception {
        assertThat(client.send("POST", "/ops/config", "LISTEN=1").statusCode()).isEqualTo(405);
    }
}

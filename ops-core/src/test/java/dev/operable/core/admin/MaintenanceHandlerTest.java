package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.core.admin.AdminFixture.Audit;
import dev.operable.core.lifecycle.Maintenance;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class MaintenanceHandlerTest {
    private final Maintenance maintenance = new Maintenance();
    private final AdminServer server =
            AdminFixture.server().guarded("/ops/maintenance", new MaintenanceHandler(maintenance));
    private final Audit audit = new Audit();
    private AdminClient client;

    @BeforeEach
    void start() {
        server.start();
        client = new AdminClient(server.address());
    }

    @AfterEach
    void stop() {
        audit.close();
        server.close();
        maintenance.close();
    }

    @Test
    void beginsAndEnds() throws Exception {
        assertThat(client.get("/ops/maintenance").body()).isEqualTo("{\"on\":false}");

        HttpResponse<String> on =
                client.send("POST", "/ops/maintenance", "on=true&reason=new+disk&for=30m", "X-Ops-User", "ada");

        assertThat(on.statusCode()).isEqualTo(200);
        assertThat(on.body())
                .contains("\"on\":true", "\"reason\":\"new disk\"", "\"until\":", "\"changedBy\":\"ada at 127.0.0.1\"");
        assertThat(client.get("/ops/maintenance").body()).isEqualTo(on.body());

        String off = "{\"on\":false}";
        assertThat(client.send("POST", "/ops/maintenance", off, "Content-Type", "application/json")
                        .body())
                .isEqualTo(off);
        assertThat(audit.heard()).hasSize(2);
        assertThat(audit.heard().get(0))
                .startsWith("who=ada at 127.0.0.1 what=maintenance old=off new=on: new disk until=");
        assertThat(audit.heard().get(1)).isEqualTo("who=127.0.0.1 what=maintenance old=on: new disk new=off");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reason=x|on|on is missing. Give true or false.",
                "on=maybe|on|on is neither. Give true or false.",
                "on=true|reason|reason is missing. Say why: everybody who asks the self-check reads it.",
                "on=true&reason=x&for=later|for|for is not a duration. Write it as 30s, 15m or 1h30m.",
                "on=true&reason=a%0Ab|reason|reason is not usable. The reason of a maintenance has 1 to 200 visible"
                        + " characters.",
            })
    void saysWhichFieldIsWrongAndHowItIsRight(String body, String field, String detail) throws Exception {
        HttpResponse<String> answer = client.send("POST", "/ops/maintenance", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminClient.json(answer).get("detail").asString()).isEqualTo(detail);
        assertThat(AdminClient.json(answer).get("field").asString()).isEqualTo(field);
        assertThat(maintenance.state()).isEmpty();
    }

    @Test
    void refusesParametersInTheAddress() throws Exception {
        HttpResponse<String> answer = client.send("POST", "/ops/maintenance?for=5m", "on=true&reason=x");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminClient.json(answer).get("field").asString()).isEqualTo("for");
        assertThat(maintenance.state()).isEmpty();
    }

    @Test
    void changesNothingAnyMoreWhenTheServiceStops() throws Exception {
        maintenance.close();

        HttpResponse<String> answer = client.send("POST", "/ops/maintenance", "on=true&reason=x");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(client.send("PUT", "/ops/maintenance", "on=true").headers().firstValue("Allow"))
                .contains("GET, HEAD, POST");
    }
}

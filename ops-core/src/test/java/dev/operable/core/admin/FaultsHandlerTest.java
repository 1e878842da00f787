package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class FaultsHandlerTest {
    private static final String PATH = "/ops/faults";

    private final List<String> ended = new ArrayList<>();
    private final List<CallFaults.Wanted> begun = new ArrayList<>();
    private final AdminServer server = AdminFixture.server().guarded(PATH, new FaultsHandler(new CallFaults() {
        @Override
        public List<Map<String, String>> on() {
            return begun.stream().map(one -> Map.of("service", one.service())).toList();
        }

        @Override
        public void begin(Wanted wanted, String who) {
            if (wanted.abort() && wanted.status().isPresent()) {
                throw new IllegalArgumentException("abort does not go together with a status");
            }
            begun.add(wanted);
        }

        @Override
        public void end(String service, String who) {
            ended.add(service + " by " + who);
        }
    }));
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
    void beginsShowsAndEnds() throws Exception {
        assertThat(client.get(PATH).body()).isEqualTo("{\"faults\":[]}");

        HttpResponse<String> on = client.send(
                "POST", PATH, "service=hits&latency=500ms&status=503&share=20%25&instance=10.0.0.7:8080&for=10m");

        assertThat(on.body()).isEqualTo("{\"faults\":[{\"service\":\"hits\"}]}");
        assertThat(begun)
                .containsExactly(new CallFaults.Wanted(
                        "hits",
                        Optional.of(Duration.ofMillis(500)),
                        OptionalInt.of(503),
                        false,
                        0.2,
                        Optional.of("10.0.0.7:8080"),
                        Optional.of(Duration.ofMinutes(10))));
        client.send("POST", PATH, "service=hits&end=true", "X-Ops-User", "ada");
        assertThat(ended).containsExactly("hits by ada at 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abort=true|service is missing. Give the name of the service that is called.",
                "service=hits&status=200|status is not the status of an error. Give one from 400 to 599.",
                "service=hits&abort=maybe|abort is neither. Give true or false.",
                "service=hits&abort=true&share=200%25|share is not a part of all. Give a part, such as 0.2, or"
                        + " percents, such as 20%.",
                "service=hits&abort=true&share=0|share is not a part of all. Give a part, such as 0.2, or percents,"
                        + " such as 20%.",
                "service=hits&abort=true&for=2d|for is out of range. Give more than nothing, and 1d at the most.",
                "service=hits&abort=true&status=503|There is no such fault: abort does not go together with a status.",
            })
    void saysWhatIsWrongAndHowItIsRight(String body, String detail) throws Exception {
        HttpResponse<String> answer = client.send("POST", PATH, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminClient.json(answer).get("detail").asString()).isEqualTo(detail);
        assertThat(begun).isEmpty();
    }
}

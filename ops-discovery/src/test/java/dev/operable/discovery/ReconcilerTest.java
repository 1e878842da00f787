package dev.operable.discovery;

import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.Secret;
import dev.operable.discovery.FakeConsul.Reply;
import dev.operable.discovery.FakeConsul.Request;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconcilerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Registration HITS = Registration.of("hits", "10.0.0.7", 8082)
            .tag("blue")
            .meta("version", "1")
            .build();
    private static final Registration TTL = Registration.of("hits", "10.0.0.7", 8082)
            .check(ServiceCheck.ttl(() -> new Heartbeat(Heartbeat.Status.WARNING, "slow")))
            .build();
    private static final String LISTED = """
        {"hits-10.0.0.7-8082": {"ID": "hits-10.0.0.7-8082", "Service": "hits", "Tags": ["blue"],
         "Meta": {"version": "1"}, "Port": 8082, "Address": "10.0.0.7"}}
        """;
    private static final String CHECKED = """
        {"hits-10.0.0.7-8082:http": {"Node": "n", "CheckID": "hits-10.0.0.7-8082:http", "Name": "c",
         "Status": "passing", "ServiceID": "hits-10.0.0.7-8082", "ServiceName": "hits"}}
        """;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Queue<Reply> troubles = new ConcurrentLinkedQueue<>();
    private volatile String services = LISTED;
    private volatile String checks = CHECKED;
    private volatile boolean hanging;
    private FakeConsul agent;
    private Consul consul;

    @BeforeEach
    void start() throws IOException {
        agent = new FakeConsul(this::answer);
        consul = connect(ConsulSettings.at(agent.uri()));
    }

    @AfterEach
    void stop() {
        consul.close();
        agent.close();
    }

    private Consul connect(ConsulSettings settings) {
        return Consul.connect(settings, Fast.PACE, registry);
    }

    private Reply answer(Request request) throws InterruptedException {
        if (hanging) {
            return agent.hang();
        }
        Reply trouble = troubles.poll();
        if (trouble != null) {
            return trouble;
        }
        return switch (request.path()) {
            case "/v1/agent/services" -> Reply.of(200, services);
            case "/v1/agent/checks" -> Reply.of(200, checks);
            default -> Reply.of(200, "");
        };
    }

    private void trouble(Reply... replies) {
        troubles.addAll(List.of(replies));
    }

    private Request nextPut() throws InterruptedException {
        Request request = agent.next();
        while (!request.method().equals("PUT")) {
            request = agent.next();
        }
        return request;
    }

    /** Seen to fail when each stayed in the list: the self-check said for good that it was deregistered. */
    @Test
    void whatWasDeregisteredIsForgottenAndNoProblem() {
        Registered stays = consul.register(HITS);
        for (int i = 0; i < 20; i++) {
            consul.register(Registration.of("hits", "10.0.0.7", 9000 + i).build())
                    .deregister();
        }
        assertThat(consul.registrations()).containsExactly((Reconciler) stays);
        within(SOON, "nothing is missed", () -> consul.problem().isEmpty());
        assertThat(registry.find("ops.consul.registered").gauges()).hasSize(1);
    }

    @Test
    void sendsTheWholeRegistrationOnceAndThenOnlyLooks() throws Exception {
        Registered registered = consul.register(HITS);
        Request put = agent.next();
        assertThat(put.path()).isEqualTo("/v1/agent/service/register");
        assertThat(put.parameter("replace-existing-checks")).isEqualTo("true");
        assertThat(put.body())
                .contains("\"Name\":\"hits\"", "\"Id\":\"hits-10.0.0.7-8082\"", "\"Address\":\"10.0.0.7\"")
                .contains("\"Port\":8082", "\"Tags\":[\"blue\"]", "\"version\":\"1\"")
                .contains("\"HTTP\":\"http://10.0.0.7:8082/self-check/ready?for=consul\"", "\"Interval\":\"3000ms\"")
                .contains("\"Timeout\":\"2000ms\"", "\"DeregisterCriticalServiceAfter\":\"60000ms\"");
        within(SOON, "it is registered", registered::registered);
        assertThat(registered.problem()).isEmpty();
        for (int i = 0; i < 6; i++) {
            assertThat(agent.next().method()).isEqualTo("GET");
        }
        assertThat(registry.get("ops.consul.registered").gauge().value()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hits\",|\"other\",|it has the name other",
                "10.0.0.7\"}|10.0.0.8\"}|it has the address 10.0.0.8:8082",
                "8082,|8083,|it has the address 10.0.0.7:8083",
                "[\"blue\"]|[]|it has the tags []",
                "\"version\"|\"versio\"|its meta differs",
                "{\"hits-10.0.0.7-8082\"|{\"x\"|it is gone",
            })
    void whateverDiffersIsRepaired(String right, String wrong, String said) throws Exception {
        Registered registered = consul.register(HITS);
        nextPut();
        within(SOON, "it is registered", registered::registered);
        try (Logged logged = new Logged()) {
            assertThat(LISTED).contains(right);
            services = LISTED.replace(right, wrong);
            assertThat(nextPut().path()).isEqualTo("/v1/agent/service/register");
            nextPut();
            services = LISTED;
            assertThat(logged.warnings()).hasSize(1);
            assertThat(logged.warnings().get(0)).contains("hits was repaired", said);
        }
    }

    @Test
    void aLostCheckIsRepaired() throws Exception {
        consul.register(HITS);
        nextPut();
        checks = "{}";
        assertThat(nextPut().path()).isEqualTo("/v1/agent/service/register");
    }

    @Test
    void goesOnWhenTheFirstAttemptsFailAndSaysSoOnce() throws Exception {
        try (Logged logged = new Logged()) {
            trouble(Reply.of(500, "no"), Reply.of(500, "no"), Reply.of(-1, ""), Reply.of(500, "no"));
            Registered registered = consul.register(HITS);
            within(
                    SOON,
                    "the problem is told",
                    () -> registered.problem().orElse("").contains("500 to the request to register hits (no)"));
            within(SOON, "it is registered", registered::registered);
            assertThat(logged.warnings().size()).isBetween(1, 3);
            within(SOON, "the end is told", () -> logged.keys().contains("lasted"));
            assertThat(logged.keys()).contains("registered").doesNotContain("name", "registration", "peer");
        }
    }

    @Test
    void aMissingPermissionIsNamedWithoutTheToken() throws Exception {
        consul.close();
        consul = connect(ConsulSettings.at(agent.uri()).withToken(Secret.of("s3cret-token")));
        for (int i = 0; i < 100; i++) {
            trouble(Reply.of(403, "Permission denied for s3cret-token"));
        }
        Registered registered = consul.register(HITS);
        assertThat(agent.next().token()).contains("s3cret-token");
        within(
                SOON,
                "the problem is told",
                () -> registered.problem().orElse("").contains("service:write on \"hits\""));
        assertThat(registered.problem().orElse(""))
                .contains("CONSUL_HTTP_TOKEN")
                .doesNotContain("s3cret");
    }

    @Test
    void theTokenStaysWithTheConfiguredAddress() throws Exception {
        try (FakeConsul elsewhere = new FakeConsul("127.0.0.2", request -> Reply.of(200, "{}"))) {
            consul.close();
            consul = connect(ConsulSettings.at(agent.uri()).withToken(Secret.of("s3cret-token")));
            trouble(Reply.of(307, elsewhere.uri() + "/"));
            Registered registered = consul.register(HITS);
            within(SOON, "it is registered", registered::registered);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void aTtlCheckIsToldTheVerdictAtOnceAndAgain() throws Exception {
        consul.register(TTL);
        Request put = nextPut();
        assertThat(put.body()).contains("\"TTL\":\"15000ms\"", "hits-10.0.0.7-8082:ttl");
        for (int i = 0; i < 2; i++) {
            services = "{}";
            Request heartbeat = nextPut();
            while (heartbeat.path().endsWith("/register")) {
                heartbeat = nextPut();
            }
            assertThat(heartbeat.path()).isEqualTo("/v1/agent/check/update/hits-10.0.0.7-8082:ttl");
            assertThat(heartbeat.body()).contains("\"warning\"", "\"slow\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, CheckID \"x\" does not have associated TTL",
        "404, Unknown check ID \"x\"",
    })
    void aHeartbeatOfAnUnknownCheckRegistersAgain(int status, String text) throws Exception {
        trouble(Reply.of(200, ""), Reply.of(status, text));
        consul.register(TTL);
        assertThat(agent.next().path()).endsWith("/register");
        assertThat(agent.next().path()).contains("/check/update/");
        assertThat(agent.next().path()).endsWith("/register");
        assertThat(agent.next().path()).contains("/check/update/");
    }

    /** A pause as long as a watch may make would let the check expire, with an agent that is well again. */
    @Test
    void aHeartbeatIsTriedAgainWithinAThirdOfItsTtl() throws Exception {
        consul.close();
        Duration far = Duration.ofSeconds(30);
        Pace slow = new Pace(Fast.PACE.reconcile(), far, far, far, Fast.PACE.keepEmpty());
        consul = Consul.connect(ConsulSettings.at(agent.uri()), slow, registry);
        trouble(Reply.of(500, "no"), Reply.of(-1, ""));
        consul.register(Registration.of("hits", "10.0.0.7", 8082)
                .check(new ServiceCheck.Ttl(
                        Duration.ofSeconds(3), () -> new Heartbeat(Heartbeat.Status.PASSING, "well")))
                .build());
        assertThat(agent.next().path()).endsWith("/register");
        assertThat(agent.next(Duration.ofSeconds(10)).path()).endsWith("/register");
        assertThat(agent.next(Duration.ofSeconds(10)).path()).endsWith("/register");
        assertThat(agent.next().path()).contains("/check/update/");
    }

    @Test
    void aVerdictThatThrowsIsCritical() throws Exception {
        consul.register(Registration.of("hits", "10.0.0.7", 8082)
                .check(ServiceCheck.ttl(() -> {
                    throw new IllegalStateException("no disk");
                }))
                .build());
        nextPut();
        assertThat(nextPut().body()).contains("\"critical\"", "no disk");
    }

    @Test
    void nothingIsRegisteredAfterDeregistering() throws Exception {
        Registered registered = consul.register(HITS);
        within(SOON, "it is registered", registered::registered);
        services = "{}";
        registered.deregister();
        registered.deregister();
        Request put = nextPut();
        while (put.path().endsWith("/register")) {
            put = nextPut();
        }
        assertThat(put.path()).isEqualTo("/v1/agent/service/deregister/hits-10.0.0.7-8082");
        assertThat(agent.requests().poll(300, TimeUnit.MILLISECONDS)).isNull();
        assertThat(registered.registered()).isFalse();
        assertThat(registry.find("ops.consul.registered").gauge()).isNull();
    }

    @Test
    void deregisteringFromAnAgentThatHangsIsBoundedAndSaysWhatConsulWillDo() throws Exception {
        Registered registered = consul.register(HITS);
        within(SOON, "it is registered", registered::registered);
        hanging = true;
        try (Logged logged = new Logged()) {
            long start = System.nanoTime();
            registered.deregister();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
            assertThat(logged.warnings()).hasSize(1);
            assertThat(logged.warnings().get(0)).contains("did not answer", "Consul drops it by itself after 1m");
        }
    }

    @Test
    void aRegistrationThatWasNeverSentIsNotTakenOut() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        try (FakeConsul slow = new FakeConsul(request -> {
            asked.set(true);
            return Reply.of(200, "");
        })) {
            Consul other = connect(ConsulSettings.at(slow.uri()));
            other.close();
            assertThatThrownBy(() -> other.register(HITS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("hits cannot be registered: the use of Consul was closed.");
            assertThat(asked).isFalse();
        }
    }

    @Test
    void closingDeregisters() throws Exception {
        Registered registered = consul.register(HITS);
        within(SOON, "it is registered", registered::registered);
        consul.close();
        Request put = nextPut();
        while (put.path().endsWith("/register")) {
            put = nextPut();
        }
        assertThat(put.path()).contains("/deregister/");
        assertThat(Optional.of(registered.registered())).contains(false);
    }

    private static final String MAINTAINED = CHECKED.strip().replaceAll("}$", "") + """
        , "_service_maintenance:hits-10.0.0.7-8082": {"Node": "n", "CheckID": "_service_maintenance:hits-10.0.0.7-8082",
         "Name": "Service Maintenance Mode", "Notes": "by hand", "Status": "critical",
         "ServiceID": "hits-10.0.0.7-8082", "ServiceName": "hits"}}
        """;

    @Test
    void maintenanceThatAnEarlierProcessHasLeftIsEnded() throws Exception {
        checks = MAINTAINED;
        consul.register(HITS);
        assertThat(nextPut().path()).isEqualTo("/v1/agent/service/register");

        Request put = nextPut();

        assertThat(put.path()).isEqualTo("/v1/agent/service/maintenance/hits-10.0.0.7-8082");
        assertThat(put.query()).isEqualTo("enable=false");
    }

    // Without the flag a PUT follows, which ends it.
    @Test
    void maintenanceThatPeopleBeganInConsulIsTheirsToEnd() throws Exception {
        consul.register(HITS);
        assertThat(nextPut().path()).isEqualTo("/v1/agent/service/register");
        // What earlier processes have left is looked for once.
        assertThat(agent.next().path()).isEqualTo("/v1/agent/checks");
        assertThat(agent.next().path()).isEqualTo("/v1/agent/services");
        assertThat(agent.next().path()).isEqualTo("/v1/agent/checks");
        assertThat(agent.next().path()).isEqualTo("/v1/agent/services");
        checks = MAINTAINED;

        for (int i = 0; i < 8; i++) {
            assertThat(agent.next().method()).isEqualTo("GET");
        }
    }

    @Test
    void maintenanceIsAskedForUntilItIsInPlaceAndEndedUntilItIsOver() throws Exception {
        Registered registered = consul.register(HITS);
        within(SOON, "it is registered", registered::registered);
        assertThat(nextPut().path()).isEqualTo("/v1/agent/service/register");

        consul.maintenance(Optional.of("new disk"));
        for (int i = 0; i < 3; i++) {
            Request put = nextPut();
            assertThat(put.path()).isEqualTo("/v1/agent/service/maintenance/hits-10.0.0.7-8082");
            assertThat(put.query()).isEqualTo("enable=true&reason=new%20disk");
        }
        checks = MAINTAINED.replace("by hand", "new disk");
        consul.maintenance(Optional.empty());

        Request put = nextPut();
        while (put.query().startsWith("enable=true")) {
            put = nextPut();
        }
        assertThat(put.query()).isEqualTo("enable=false");
        assertThat(nextPut().query()).isEqualTo("enable=false");
    }

    // Consul drops what is critical for long: that is no news of every minute.
    @Test
    void beingDroppedInMaintenanceIsNoRepair() throws Exception {
        consul.maintenance(Optional.of("new disk"));
        services = "{}";
        consul.register(HITS);

        for (int i = 0; i < 3; i++) {
            assertThat(nextPut().path()).isEqualTo("/v1/agent/service/register");
            assertThat(nextPut().query()).startsWith("enable=true");
        }
        assertThat(registry.find("ops.consul.repairs").counter()).isNull();
    }
}

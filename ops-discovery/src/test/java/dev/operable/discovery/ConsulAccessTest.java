package dev.operable.discovery;

import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Live;
import dev.operable.config.Secret;
import dev.operable.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Consul that lets nobody do anything without a token that allows it. */
class ConsulAccessTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String ROOT = "b1233c43-0000-4000-8000-000000000001";
    /** What {@code docs/discovery.md} says that a service needs. */
    private static final String MINIMAL = """
        service "hits" { policy = "write" }
        key_prefix "config/application/" { policy = "read" }
        key_prefix "config/hits/" { policy = "read" }
        key_prefix "leases/hits/" { policy = "write" }
        session_prefix "" { policy = "write" }
        """;

    @TempDir
    private static Path folder;

    private static ConsulProcess consul;
    private static Operator root;

    @BeforeAll
    static void start() throws Exception {
        consul = new ConsulProcess(folder, false, """
            acl { enabled = true, default_policy = "deny", tokens { master = "%s" } }
            """.formatted(ROOT), "-dev").start();
        root = new Operator(consul.http(), ROOT);
        within(LONG, "tokens can be made", () -> {
            try {
                return token("probe", "").length() == 36;
            } catch (Exception | AssertionError notYet) {
                return false;
            }
        });
        root.put("config/hits/THREADS", "3");
    }

    @AfterAll
    static void stop() throws IOException {
        if (consul != null) {
            consul.close();
        }
    }

    private static String token(String name, String rules) throws Exception {
        String policy = name + UUID.randomUUID();
        String rulesJson = rules.replace("\"", "\\\"").replace("\n", "\\n");
        root.send("PUT", "/v1/acl/policy", json("{'Name':'" + policy + "','Rules':'" + rulesJson + "'}"));
        String token = UUID.randomUUID().toString();
        String made = root.send(
                "PUT", "/v1/acl/token", json("{'SecretID':'" + token + "','Policies':[{'Name':'" + policy + "'}]}"));
        assertThat(made).contains(token);
        return token;
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static ConsulSettings with(String token) {
        return ConsulSettings.at(consul.http()).withToken(Secret.of(token));
    }

    private static ConsulSource source(String token) {
        return ConsulSource.of(with(token), "hits", false, Pace.USUAL, Optional.empty());
    }

    @Test
    void aMinimalTokenIsEnough() throws Exception {
        String token = token("minimal", MINIMAL);
        try (ConsulSource source = source(token);
                Consul used = Consul.connect(with(token), new SimpleMeterRegistry())) {
            assertThat(source.values()).containsOnlyKeys("THREADS");
            assertThat(source.incomplete()).isEmpty();
            Registered registered =
                    used.register(Registration.of("hits", "127.0.0.1", 80).build());
            within(LONG, "it is registered", registered::registered);
            try (Lease lease = used.leases(LeaseSettings.defaults()).acquire("hits/cleanup")) {
                assertThat(lease.isHeld()).isTrue();
            }
        }
    }

    /** Consul leaves out of a list what the token may not see: without a question of its own it would look empty. */
    @Test
    void aTokenThatMayNotReadTheSettingsIsNoEmptyPrefix() throws Exception {
        String token = token("none", "key_prefix \"config/application/\" { policy = \"read\" }");
        try (Logged logged = new Logged();
                ConsulSource source = source(token)) {
            assertThat(source.values()).isEmpty();
            assertThat(source.incomplete().orElse(""))
                    .contains("Consul refuses to read the settings below config/hits/")
                    .contains("lacks key:read on all below \"config/hits/\" (key_prefix)")
                    .doesNotContain(token);
            assertThat(logged.warnings()).hasSize(1).allMatch(line -> !line.contains(token));
        }
    }

    @Test
    void aTokenThatLosesItsPermissionKeepsTheSettings() throws Exception {
        String token = token("passing", MINIMAL);
        ConsulSettings quick = with(token).withMaxWait(Duration.ofSeconds(1));
        try (ConsulSource source = ConsulSource.of(quick, "hits", false, Pace.USUAL, Optional.empty())) {
            assertThat(source.values()).containsOnlyKeys("THREADS");
            String self = new Operator(consul.http(), token).get("/v1/acl/token/self");
            String accessor = self.replaceAll("(?s).*\"AccessorID\": *\"([^\"]+)\".*", "$1");
            root.send("DELETE", "/v1/acl/token/" + accessor, new byte[0]);
            within(LONG, "it is told", () -> source.incomplete().isPresent());
            assertThat(source.values()).containsOnlyKeys("THREADS");
        }
    }

    @Test
    void aLeaseNamesThePermissionThatIsMissing() throws Exception {
        assertThat(refusal(token("none", ""))).contains("lacks session:write");
        assertThat(refusal(token("session", "session_prefix \"\" { policy = \"write\" }")))
                .contains("Consul refuses to take the lease leases/hits/cleanup")
                .contains("lacks key:write on \"leases/hits/cleanup\"");
    }

    @Test
    void aRegistrationNamesThePermissionThatIsMissing() throws Exception {
        String token = token("none", "");
        try (Consul used = Consul.connect(with(token), new SimpleMeterRegistry())) {
            Registered registered =
                    used.register(Registration.of("hits", "127.0.0.1", 82).build());
            within(LONG, "the problem shows", () -> registered.problem().isPresent());
            assertThat(registered.problem().orElse(""))
                    .contains("Consul refuses to register hits")
                    .contains("lacks service:write on \"hits\"")
                    .doesNotContain(token);
        }
    }

    /** Consul 1.8 gives an empty list: without a question of its own there would be no instance and no problem. */
    @Test
    void lookingForAServiceNamesThePermissionThatIsMissing() throws Exception {
        String token = token("none", "key_prefix \"config/\" { policy = \"read\" }");
        try (Logged logged = new Logged();
                Consul used = Consul.connect(with(token), new SimpleMeterRegistry())) {
            used.discovery().instances("links");
            within(LONG, "the problem shows", () -> used.problem().isPresent());
            assertThat(used.problem().orElse(""))
                    .contains("Consul refuses to look for the instances of links")
                    .contains("lacks service:read on \"links\" and node:read");
            assertThat(logged.warnings()).hasSize(1).allMatch(line -> !line.contains(token));
        }
        String enough =
                token("reader", "service \"links\" { policy = \"read\" }\nnode_prefix \"\" { policy = \"read\" }");
        try (Consul used = Consul.connect(with(enough), new SimpleMeterRegistry())) {
            assertThat(used.discovery().instances("links").await(LONG).version())
                    .isEqualTo(1);
            assertThat(used.problem()).isEmpty();
        }
    }

    /** Seen to fail with pauses that do not grow: some 20 refusals of each in that time. */
    @Test
    void whoLacksAPermissionAsksAgainSlowlyAndNeverShowsTheToken() throws Exception {
        String token = token("none", "");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Logged logged = new Logged();
                Consul used = Consul.connect(with(token), registry)) {
            used.register(Registration.of("hits", "127.0.0.1", 83).build());
            used.discovery().instances("links");
            within(LONG, "both are refused", () -> refusals(registry) >= 2);
            // At least 125, 250, 500, 1000 and 2000 ms apart.
            throughout(Duration.ofSeconds(4), "they ask seldom", () -> refusals(registry) <= 14);
            within(LONG, "they go on", () -> refusals(registry) >= 8);
            assertThat(logged.warnings())
                    .hasSize(2)
                    .allMatch(line -> line.contains("refuses to") && !line.contains(token));
        }
    }

    private static double refusals(SimpleMeterRegistry registry) {
        return registry.counter("ops.consul.errors", "kind", "forbidden").count();
    }

    private static String refusal(String token) throws Exception {
        try (Logged logged = new Logged();
                Consul used = Consul.connect(with(token), new SimpleMeterRegistry())) {
            assertThat(used.leases(LeaseSettings.defaults()).acquire("hits/cleanup", Duration.ofMillis(500)))
                    .isEmpty();
            String told = String.join("\n", logged.warnings());
            assertThat(told).doesNotContain(token);
            return told;
        }
    }

    /** With the token of the start alone, the registration would not be repaired after the token was changed. */
    @Test
    void aTokenInAFileIsReadAgainWhenItChanges(@TempDir Path secrets) throws Exception {
        Path file = Files.writeString(secrets.resolve("token"), UUID.randomUUID() + "\n");
        Settings settings = Settings.of("hits")
                .environment(
                        Map.of("CONSUL_HTTP_ADDR", consul.http().toString(), "CONSUL_HTTP_TOKEN_FILE", file.toString()))
                .bind(ConsulSettings.class)
                .load();
        settings.watch(Duration.ofMillis(200));
        Live<ConsulSettings> live = settings.live(ConsulSettings.class);
        try (settings;
                Consul used = Consul.connect(live.get(), Fast.PACE, new SimpleMeterRegistry())) {
            used.token(() -> live.get().token());
            Registered registered =
                    used.register(Registration.of("hits", "127.0.0.1", 81).build());
            within(
                    LONG,
                    "the problem shows",
                    () -> registered.problem().orElse("").contains("ACL not found"));
            Files.writeString(file, token("rotated", MINIMAL));
            within(LONG, "it is registered", registered::registered);
        }
    }
}

package dev.operable.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.operable.starter.Ops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What the dashboard and the alert rules ask for is there, under the name that they use. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("grafana", "service.json");
    /** Of the rules; that they name the same metrics as these is what promtool tests. */
    private static final Path CASES = Path.of("prometheus", "alerts.test.yml");

    /** A metric has an underscore and is followed by its labels. */
    private static final Pattern METRIC = Pattern.compile("(?<![\\w:\"])([a-z]+(?:_[a-z]+)+)(?=\\{)");

    /** Those that are there only with Consul, a database or a container, or after a refusal or a collection. */
    private static final Pattern ELSEWHERE = Pattern.compile(
            "(ops_consul|ops_discovery|hikaricp|container|http_server_requests_refused|jvm_gc_pause)_\\w+");

    @TempDir
    Path directory;

    @Test
    void prometheus_can_read_every_expression_of_the_dashboard() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        int number = 0;
        for (String expression : expressions()) {
            rules.append("  - record: panel").append(number++).append("\n    expr: '");
            rules.append(expression.replace("$__rate_interval", "5m")).append("'\n");
        }
        Files.writeString(directory.resolve("dashboard.yml"), rules);

        assertThat(Promtool.run(directory, "check", "rules", "dashboard.yml"))
                .contains("SUCCESS: " + number + " rules found");
    }

    @Test
    void every_metric_that_is_asked_for_is_there() throws Exception {
        Set<String> asked = new TreeSet<>(metrics(String.join("\n", expressions())));
        asked.addAll(metrics(Files.readString(CASES)));
        assertThat(asked).hasSizeGreaterThan(25);

        asked.removeIf(name -> ELSEWHERE.matcher(name).matches());
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String self = "http://127.0.0.1:" + http.getAddress().getPort();
        Map<String, String> environment = Map.of("OPS_DISCOVERY", "static", "OPS_STOP_LINGER", "0s", "SHOWN_URL", self);
        try (Ops ops = Ops.service("shown").environment(environment).startOrThrow()) {
            http.createContext("/", DashboardTest::nothing).getFilters().add(ops.filter());
            http.start();
            ops.rpc("shown").get("/").send();
            ops.supervise("idle", () -> new CountDownLatch(1).await());

            // The request is timed after its answer has arrived.
            HttpClient client = HttpClient.newHttpClient();
            Set<String> served = served(client, ops);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!served.containsAll(asked) && System.nanoTime() < end) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                served = served(client, ops);
            }
            assertThat(served).containsAll(asked);
        } finally {
            http.stop(0);
        }
    }

    private static void nothing(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private static Set<String> served(HttpClient client, Ops ops) throws Exception {
        HttpRequest scrape =
                HttpRequest.newBuilder(ops.admin().resolve("/metrics")).build();
        return client.send(scrape, BodyHandlers.ofString())
                .body()
                .lines()
                .map(line -> line.replaceAll("[{ ].*", ""))
                .collect(Collectors.toSet());
    }

    private static List<String> expressions() throws Exception {
        return JsonMapper.shared().readTree(Files.readString(DASHBOARD)).findValuesAsString("expr");
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }
}

package dev.operable.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One secret in each place that a secret can come from; then everything that leaves the process is searched for it. With a
 * {@code Redaction} that hides nothing it is found in every log, in the settings, in the self-check and in every report.
 */
@Timeout(120)
final class CanaryTest {
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final String TOKEN = Canary.of("ops-token");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<String> envelopes = new ConcurrentLinkedQueue<>();
    private HttpServer sentry;

    @TempDir
    Path directory;

    @BeforeEach
    void startSentry() throws IOException {
        sentry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sentry.createContext("/api/7/envelope/", exchange -> {
            InputStream raw = exchange.getRequestBody();
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] body = (zipped ? new GZIPInputStream(raw) : raw).readAllBytes();
            envelopes.add(exchange.getRequestHeaders().entrySet() + new String(body, StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        sentry.start();
    }

    @AfterEach
    void stopSentry() {
        sentry.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "text", "ecs"})
    void aSecretIsNowhereToBeSeen(String format) throws Exception {
        Map<String, String> seen = new LinkedHashMap<>();
        Process service = start(environment(format), "canary");
        try {
            URI own = url("listening");
            URI admin = url("admin endpoints");
            seen.put(
                    "the answer to a failed request",
                    ask(
                            own.resolve("/leak;token=" + Canary.of("matrix") + "?token=" + Canary.of("query")),
                            "*/*",
                            Canary.of("authorization")));
            for (String page : List.of(
                    "/self-check",
                    "/self-check/live",
                    "/ops/self-check",
                    "/ops/config",
                    "/metrics",
                    "/ops/loggers",
                    "/ops/logs",
                    "/ops/maintenance",
                    "/ops/tasks",
                    "/",
                    "/no?token=" + Canary.of("no-page"))) {
                for (String accept :
                        List.of("application/json", "text/html", "text/plain", "application/openmetrics-text")) {
                    seen.put(page + " as " + accept, ask(admin.resolve(page), accept, TOKEN));
                }
                seen.put(page + " with a wrong token", ask(admin.resolve(page), "*/*", Canary.of("wrong")));
            }
            seen.put("/self-check of its own", ask(own.resolve("/self-check"), "text/html", TOKEN));
            seen.put(
                    "the names of the threads",
                    ask(own.resolve("/threads"), "*/*", TOKEN)
                            // The application named this one, and it is gone by itself.
                            .replaceAll("worker password=[^,\\]]*", ""));
            await(() -> assertThat(String.join("\n", envelopes))
                    .contains("Be careless with", "Failed with", "ended a thread", "A request failed"));
        } finally {
            service.destroy();
            assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        seen.put("standard output", read("canary.out"));
        seen.put("standard error", read("canary.err"));
        seen.put("the audit's file", read("audit.log"));
        seen.put("Sentry", String.join("\n", envelopes));

        List<String> traces = new ArrayList<>();
        seen.forEach((place, text) -> Canary.traces(text).forEach(trace -> traces.add("In " + place + ", " + trace)));
        assertThat(traces).isEmpty();
        // What is searched is what was meant to be: each of these tells what it was made from, and hides it.
        assertThat(seen.get("standard output"))
                .contains(
                        "Received ",
                        "Failed with password=",
                        "A request failed.",
                        "that nobody caught",
                        "Self-check throwing")
                .contains("password=•••", "Bearer •••", "Basic •••", "jdbc:postgresql://me:•••@db");
        assertThat(seen.get("standard error")).contains("Answered.");
        assertThat(seen.get("the audit's file")).contains("•••");
        assertThat(seen.get("/ops/config as application/json"))
                .contains("HOME_IBAN", "STORE_CREDENTIAL", "•••", "TOKEN_LIFE");
        assertThat(seen.get("/ops/self-check as application/json")).contains("me:•••@host/ refused token=•••");
        assertThat(seen.get("/metrics as text/plain")).contains("jvm_memory_used_bytes");
        assertThat(seen.get("Sentry")).contains("breadcrumbs", "me:•••@host", "\"transaction\":\"GET /x?token=•••\"");
    }

    @Test
    void aSecretIsNotInTheReportOfAWrongConfiguration() throws Exception {
        Map<String, String> environment = environment("json");
        environment.put(
                "UPSTREAM", "ht tp://me:" + Canary.of("malformed") + "@host/?token=" + Canary.of("malformed-token"));
        environment.put("OPS_TOKN", Canary.of("mistyped"));
        environment.put("LOG_LEVEL", "password=" + Canary.of("level"));
        environment.put("INFLUX_TOKEN", Canary.of("influx"));
        environment.put("OTEL_EXPORTER_OTLP_HEADERS", Canary.of("headers"));
        environment.put("SENTRY_DSN", "http://" + Canary.of("dsn") + "@127.0.0.1/7");
        environment.put("FROM_FILE_FILE", directory.resolve("no-such-file").toString());
        Process service = start(environment, "wrong");

        assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(service.exitValue()).isEqualTo(78);
        assertThat(read("wrong.err"))
                .contains("UPSTREAM", "OPS_TOKN", "LOG_LEVEL", "OTEL_EXPORTER_OTLP_HEADERS", "FROM_FILE");
        assertThat(Canary.traces(read("wrong.err") + read("wrong.out"))).isEmpty();
    }

    @Test
    void theSearchFindsEachForm() {
        String secret = Canary.of("x");
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(List.of(
                secret,
                secret.toUpperCase(Locale.ROOT),
                URLEncoder.encode("pass word=" + secret, StandardCharsets.UTF_8),
                HexFormat.of().formatHex(bytes)));
        for (String before : List.of("", "u", "us", "use", "user:")) {
            byte[] text = (before + secret).getBytes(StandardCharsets.UTF_8);
            forms.add(Base64.getEncoder().encodeToString(text));
            forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(text));
        }

        assertThat(forms).allSatisfy(form -> assertThat(Canary.traces("a " + form + " b"))
                .isNotEmpty());
        assertThat(Canary.traces("•••")).isEmpty();
    }

    private Map<String, String> environment(String format) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), Canary.of("file"));
        Files.writeString(directory.resolve(".env"), "FROM_DOT_ENV=" + Canary.of("dot-env") + "\n");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SERVICE_ENVIRONMENT", "development");
        environment.put("OPS_DISCOVERY", "off");
        environment.put("OPS_STOP_LINGER", "0s");
        environment.put("OPS_TOKEN", TOKEN);
        environment.put("OPS_REDACT", "iban");
        environment.put("OPS_HTTP_ACCESS_LOG", "true");
        environment.put("LOG_FORMAT", format);
        environment.put("LOG_STREAMS", "access=stderr,audit=file:" + directory.resolve("audit.log"));
        environment.put(
                "SENTRY_DSN",
                "http://publickey@127.0.0.1:" + sentry.getAddress().getPort() + "/7");
        environment.put("CONSUL_HTTP_TOKEN", Canary.of("consul"));
        environment.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + Canary.of("otlp"));
        environment.put("CANARY_DB", directory.resolve("canary.db").toString());
        environment.put("FROM_ENVIRONMENT", Canary.of("environment"));
        environment.put("FROM_FILE_FILE", file.toString());
        environment.put("HOME_IBAN", Canary.of("iban"));
        environment.put("UPSTREAM", "https://me:" + Canary.of("uri") + "@host/?token=" + Canary.of("uri-token"));
        environment.put(
                "REPORTS_URL",
                "jdbc:postgresql://me:" + Canary.of("jdbc") + "@db/x?password=" + Canary.of("jdbc-parameter"));
        return environment;
    }

    private Process start(Map<String, String> environment, String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CanaryService.class.getName())
                .directory(directory.toFile())
                .redirectOutput(directory.resolve(name + ".out").toFile())
                .redirectError(directory.resolve(name + ".err").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The address that the service logs with this message. */
    private URI url(String message) {
        return Eventually.get(Duration.ofSeconds(30), () -> {
            for (String line : read("canary.out").lines().toList()) {
                Matcher url = URL.matcher(line);
                if (line.contains(message) && url.find()) {
                    return URI.create(url.group());
                }
            }
            throw new AssertionError(message + " is not in " + read("canary.out") + read("canary.err"));
        });
    }

    private static void await(Runnable condition) {
        Eventually.get(Duration.ofSeconds(20), () -> {
            condition.run();
            return true;
        });
    }

    private String ask(URI page, String accept, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(page)
                .timeout(Duration.ofSeconds(5))
                .header("Accept", accept)
                .header("Authorization", "Bearer " + token)
                .header("Cookie", "session=" + Canary.of("cookie"))
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            // A stream of events has no end.
            byte[] text = body.readNBytes(1 << 20);
            return answer.statusCode() + " " + answer.headers().map() + " " + new String(text, StandardCharsets.UTF_8);
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }
}

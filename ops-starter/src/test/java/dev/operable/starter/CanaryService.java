package dev.operable.starter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.operable.config.ConfigSource;
import dev.operable.config.ConfigValue;
import dev.operable.config.Default;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import dev.operable.core.Redaction;
import dev.operable.core.http.RequestContext;
import dev.operable.core.logging.AuditEvent;
import dev.operable.health.CheckResult;
import dev.operable.health.SelfCheck;
import io.sentry.Breadcrumb;
import io.sentry.Sentry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A service that is as careless with its secrets as a service can be. */
final class CanaryService {
    private static final Logger log = LoggerFactory.getLogger("com.acme.Careless");
    private static final Store STORE = new Store();

    /** A secret by its type or by its name, and addresses with secrets inside, from each source. */
    record CanarySettings(
            @Default("1s") @Key("TOKEN_LIFE") String life,
            Secret fromEnvironment,
            Secret fromFile,
            Secret fromDotEnv,
            @Key("CODE_PASSWORD") String fromCode,
            @Key("STORE_CREDENTIAL") String fromStore,
            @Key("HOME_IBAN") String ownName,
            URI upstream,
            String reportsUrl) {}

    private CanaryService() {}

    public static void main(String[] args) throws IOException {
        STORE.put("STORE_CREDENTIAL", Canary.of("store"));
        Ops ops = Ops.service("canary")
                .settings(CanarySettings.class)
                .source(STORE)
                .set("CODE_PASSWORD", Canary.of("code"))
                .redaction(Redaction.standard().pattern(Pattern.compile("ACC-\\S+")))
                .database("jdbc:sqlite:" + System.getenv("CANARY_DB"))
                .start();
        ops.checks(new Careless());
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/self-check", ops.selfCheck());
        http.createContext("/leak", exchange -> leak(ops, exchange))
                .getFilters()
                .add(ops.filter());
        http.createContext(
                "/threads",
                exchange -> answer(exchange, Thread.getAllStackTraces().keySet().toString()));
        http.start();
        ops.listening(http.getAddress(), () -> http.stop(0));
    }

    private static void leak(Ops ops, HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String basic =
                Base64.getEncoder().encodeToString(("someone:" + Canary.of("basic")).getBytes(StandardCharsets.UTF_8));
        MDC.put("session_token", Canary.of("mdc"));
        MDC.put("note", "password=" + Canary.of("mdc-text"));
        Sentry.addBreadcrumb(breadcrumb());
        Sentry.configureScope(scope -> {
            scope.setTag("api_key", Canary.of("tag"));
            scope.setTag("note", "token=" + Canary.of("tag-text"));
            scope.setExtra("note", "password=" + Canary.of("scope-extra"));
            scope.setTransaction("GET /x?token=" + Canary.of("transaction"));
            scope.setContexts("careless", Map.of("password", Canary.of("context")));
        });
        log.atInfo()
                .addKeyValue("password", Canary.of("pair"))
                .addKeyValue("customer_iban", Canary.of("own-name"))
                .addKeyValue("headers", exchange.getRequestHeaders().entrySet())
                .addKeyValue("url", exchange.getRequestURI())
                .log(
                        "Received {} with Basic {}, ACC-{} and {}",
                        authorization,
                        basic,
                        Canary.of("own-pattern"),
                        json());
        AuditEvent.of(
                        "token=" + Canary.of("who"),
                        "password",
                        "password=" + Canary.of("old"),
                        "secret=" + Canary.of("new"))
                .log();
        ops.errors().report(error("reported"), "Be careless with password=" + Canary.of("report"));
        log.error("Failed with password={}", Canary.of("argument"), error("logged"));
        Runnable work = () -> {
            throw error("uncaught");
        };
        Thread thread = new Thread(RequestContext.wrap(work), "worker password=" + Canary.of("thread"));
        thread.setDaemon(true);
        thread.start();
        java.util.logging.Logger.getLogger("com.acme.Old").warning("password=" + Canary.of("jul"));
        STORE.put("STORE_CREDENTIAL", Canary.of("changed"));
        MDC.clear();
        throw error("handler");
    }

    private static Breadcrumb breadcrumb() {
        Breadcrumb breadcrumb = new Breadcrumb("Called https://me:" + Canary.of("crumb") + "@host/");
        breadcrumb.setData("access_token", Canary.of("crumb-data"));
        breadcrumb.setData("inside", Map.of("password", Canary.of("crumb-map")));
        return breadcrumb;
    }

    private static String json() {
        return "{\"clientSecret\": \"" + Canary.of("json") + "\"}";
    }

    /** Message, cause and suppressed, each in another form. */
    private static IllegalStateException error(String place) {
        Exception cause = new IOException("jdbc:postgresql://me:" + Canary.of(place + "-cause") + "@db/x?password="
                + Canary.of(place + "-parameter"));
        IllegalStateException error =
                new IllegalStateException("Authorization: Bearer " + Canary.of(place + "-message"), cause);
        error.addSuppressed(new IOException("api_key=" + Canary.of(place + "-suppressed")));
        return error;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static final class Careless {
        @SelfCheck("throwing")
        void throwing() throws IOException {
            throw new IOException(
                    "https://me:" + Canary.of("check") + "@host/ refused token=" + Canary.of("check-token"));
        }

        @SelfCheck("telling")
        CheckResult telling() {
            return CheckResult.degraded("password=" + Canary.of("check-reason"))
                    .with("note", "ACC-" + Canary.of("check-data"))
                    .with("home_iban", Canary.of("check-name"));
        }
    }

    private static final class Store implements ConfigSource {
        private final Map<String, ConfigValue> values = new ConcurrentHashMap<>();
        private volatile Runnable changed = () -> {};

        void put(String key, String text) {
            values.put(key, new ConfigValue(text, "the store"));
            changed.run();
        }

        @Override
        public String name() {
            return "the store";
        }

        @Override
        public Map<String, ConfigValue> values() {
            return Map.copyOf(values);
        }

        @Override
        public AutoCloseable watch(Runnable follower) {
            changed = follower;
            return () -> changed = () -> {};
        }
    }
}

package dev.operable.core.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.ListenAddress;
import dev.operable.config.Secret;
import dev.operable.core.ServiceIdentity;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a browser gets in, and what it cannot be made to do. */
@Timeout(60)
final class LoginTest {
    private static final HttpHandler SECRET = exchange -> {
        exchange.sendResponseHeaders(200, 6);
        exchange.getResponseBody().write("secret".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    };

    private final List<AdminServer> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(AdminServer::close);
    }

    @Test
    void theLinkOfDevelopmentLeavesASessionAndNoTokenBehind() throws Exception {
        AdminServer server = start("development", Optional.empty());
        AdminClient browser = new AdminClient(server.address());
        URI link = server.link().orElseThrow();
        String token = link.getQuery().substring("token=".length());

        HttpResponse<String> login = browser.asBrowser("GET", link.toString(), "");

        assertThat(token).hasSizeGreaterThanOrEqualTo(32);
        assertThat(login.statusCode()).isEqualTo(303);
        assertThat(login.headers().firstValue("Location")).contains("/ops");
        assertThat(login.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("ops-" + server.address().getPort() + "=")
                .contains("; HttpOnly", "; SameSite=Strict", "; Path=/")
                .doesNotContain(token);
        assertThat(browser.asBrowser("GET", "/ops/secret", "", "Cookie", "a=b; " + session(cookie))
                        .body())
                .isEqualTo("secret");
        assertThat(browser.asBrowser("GET", "/ops/secret", "").statusCode()).isEqualTo(401);
        assertThat(browser.asBrowser("GET", "/ops/secret", "", "Cookie", session(cookie) + "x")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theGeneratedTokenIsABearerTokenToo() throws Exception {
        AdminServer server = start("development", Optional.empty());
        String token = server.link().orElseThrow().getQuery().substring("token=".length());
        AdminClient client = new AdminClient(server.address());

        assertThat(client.asBrowser("GET", "/ops/secret", "", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.asBrowser("GET", "/ops/secret", "").statusCode()).isEqualTo(401);
    }

    @Test
    void nothingIsGeneratedWhereThereIsATokenOrInProduction() {
        assertThat(start("development", Optional.of("right-and-long-enough")).link())
                .isEmpty();
        assertThat(start("production", Optional.of("right-and-long-enough")).link())
                .isEmpty();
        assertThat(start("production", Optional.empty()).link()).isEmpty();
    }

    @Test
    void productionTakesTheTokenFromTheFormAndFromNoAddress() throws Exception {
        AdminClient browser = new AdminClient(
                start("production", Optional.of("right-and-long-enough")).address());

        HttpResponse<String> address = browser.asBrowser("GET", "/ops/login?token=right-and-long-enough", "");
        HttpResponse<String> form = browser.asBrowser("GET", "/ops/login", "");
        HttpResponse<String> login = browser.asBrowser("POST", "/ops/login", "token=right-and-long-enough");

        assertThat(address.statusCode()).isEqualTo(400);
        assertThat(address.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body()).contains("<form method=\"post\"").contains("type=\"password\"");
        assertThat(form.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(login.statusCode()).isEqualTo(303);
        assertThat(login.headers().firstValue("Set-Cookie")).isPresent();
    }

    @Test
    void aWrongTokenGetsNoSession() throws Exception {
        AdminClient browser = new AdminClient(
                start("production", Optional.of("right-and-long-enough")).address());

        HttpResponse<String> login = browser.asBrowser("POST", "/ops/login", "token=wrong");

        assertThat(login.statusCode()).isEqualTo(401);
        assertThat(login.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(login.body()).doesNotContain("wrong");
    }

    // Without requireOwnPage the first POST, which a form of any page can make, is answered.
    @Test
    void aPageFromElsewhereChangesNothingWithTheCookie() throws Exception {
        AdminServer server = start("production", Optional.of("right-and-long-enough"));
        AdminClient browser = new AdminClient(server.address());
        String cookie = session(browser.asBrowser("POST", "/ops/login", "token=right-and-long-enough")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow());
        String own = "http://127.0.0.1:" + server.address().getPort();

        assertThat(post(browser, cookie).statusCode()).isEqualTo(403);
        assertThat(post(browser, cookie, "Origin", "http://localhost:3000").statusCode())
                .isEqualTo(403);
        assertThat(post(browser, cookie, "Sec-Fetch-Site", "same-site").statusCode())
                .isEqualTo(403);
        assertThat(post(browser, cookie, "Origin", own).statusCode()).isEqualTo(200);
        assertThat(post(browser, cookie, "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSessionEndsAndTheOldestMakesRoom() {
        long[] now = {0};
        Sessions sessions = new Sessions(() -> now[0]);
        List<FakeExchange> browsers = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            FakeExchange browser = new FakeExchange();
            sessions.begin(browser);
            browser.getRequestHeaders()
                    .set("Cookie", session(browser.getResponseHeaders().getFirst("Set-Cookie")));
            browsers.add(browser);
        }

        assertThat(sessions.knows(browsers.get(0))).isFalse();
        assertThat(sessions.knows(browsers.get(1))).isTrue();
        now[0] = Duration.ofHours(12).toNanos();
        assertThat(sessions.knows(browsers.get(100))).isFalse();
    }

    private static HttpResponse<String> post(AdminClient browser, String cookie, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Cookie", cookie));
        all.addAll(List.of(headers));
        return browser.asBrowser("POST", "/ops/secret", "a=b", all.toArray(String[]::new));
    }

    private static String session(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }

    private AdminServer start(String environment, Optional<String> token) {
        AdminServer server = new AdminServer(
                        new AdminSettings(new ListenAddress("127.0.0.1", 0), token.map(Secret::of)),
                        new ServiceIdentity("hits", "1", environment, "hits-1"))
                .guarded("/ops/secret", SECRET);
        started.add(server);
        server.start();
        return server;
    }
}

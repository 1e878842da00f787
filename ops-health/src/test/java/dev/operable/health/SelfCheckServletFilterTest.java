package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfCheckServletFilterTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final SelfChecks checks = new SelfChecks(new SimpleMeterRegistry());
    private final Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/shop");
        context.addFilter(
                new FilterHolder(new SelfCheckServletFilter(checks)), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Application()), "/*");
        server.setHandler(context);
        server.start();
        checks.register("disk", Criticality.DEGRADES, Probe.READY, () -> CheckResult.degraded("of db-7"));
        checks.ready(true);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        checks.close();
    }

    @Test
    void theSelfCheckIsAnsweredBelowTheContextAndEverythingElseIsPassedOn() throws Exception {
        HttpResponse<String> answer = send("GET", "/shop/self-check/ready?for=consul", "application/json");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body()).contains("\"warn\"").doesNotContain("db-7");
        assertThat(send("GET", "/shop/self-check", "*/*").body()).isEqualTo("degraded: disk");
        assertThat(send("GET", "/shop/self-check?check=nothing", "*/*").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/shop/self-check;x=1?check=disk", "*/*").body()).isEqualTo("degraded: disk");
        assertThat(send("GET", "/shop/self-check;x=1/ready;y=/2", "*/*").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/shop/self-checks", "*/*").body()).isEqualTo("application");
        assertThat(send("GET", "/shop/orders", "*/*").body()).isEqualTo("application");
    }

    @Test
    void headHasTheLengthAndNoBodyAndOtherMethodsAreRefused() throws Exception {
        HttpResponse<String> head = send("HEAD", "/shop/self-check", "*/*");
        HttpResponse<String> post = send("POST", "/shop/self-check", "*/*");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("14");
        assertThat(head.body()).isEmpty();
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    private HttpResponse<String> send(String method, String path, String accept) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .header("Accept", accept)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static final class Application extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("application");
        }
    }
}

package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is told to end while it starts, and goes on with its start nevertheless. */
class EndingStartTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer agent;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop(0);
    }

    @Test
    void whoIsToldToEndWhileItsBeansAreMadeNeverRegisters() throws Exception {
        try (ShopProcess shop = ShopProcess.start(folder, haltingAt("bean"))) {
            Await.until("it halts", () -> Files.exists(halted()));

            shop.terminate();

            assertThat(shop.status()).isEqualTo(143);
        }
        assertThat(asked).noneMatch(EndingStartTest::isAboutThisService);
    }

    /** Its web server answers already, and its start is over before Spring Boot begins to close it. */
    @Test
    void whoIsToldToEndInARunnerIsTakenOutAgain() throws Exception {
        Path registered = folder.resolve("registered");
        Map<String, String> environment = new HashMap<>(haltingAt("runner"));
        environment.put("SHOP_CLOSES_AFTER", registered.toString());
        try (ShopProcess shop = ShopProcess.start(folder, environment)) {
            Await.until("it halts", () -> Files.exists(halted()));

            shop.terminate();
            Await.until("it registers", () -> asked.stream().anyMatch(EndingStartTest::isAboutThisService));
            Files.createFile(registered);

            assertThat(shop.status()).isEqualTo(143);
        }
        assertThat(asked.stream().filter(EndingStartTest::isAboutThisService).reduce((first, last) -> last))
                .hasValueSatisfying(last -> assertThat(last).contains("/agent/service/deregister/"));
    }

    private static boolean isAboutThisService(String path) {
        return path.contains("/agent/service/register") || path.contains("/agent/service/deregister/");
    }

    private Path halted() {
        return folder.resolve("halted");
    }

    private Map<String, String> haltingAt(String place) {
        return Map.of(
                "SERVICE_NAME",
                "shop",
                "LISTEN",
                "127.0.0.1:0",
                "CONSUL_HTTP_ADDR",
                "127.0.0.1:" + agent.getAddress().getPort(),
                "OPS_STOP_LINGER",
                "100ms",
                "SHOP_HALTS_AT",
                place,
                "SHOP_HALTED",
                halted().toString(),
                "DATABASE_URL",
                "jdbc:sqlite:" + folder.resolve("shop.db"));
    }
}

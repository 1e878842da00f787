package dev.operable.starter;

import com.sun.net.httpserver.HttpServer;
import dev.operable.config.Default;
import dev.operable.config.ListenAddress;
import dev.operable.health.CheckResult;
import dev.operable.health.Criticality;
import dev.operable.health.Probe;
import java.io.IOException;
import java.time.Duration;

/** The service that the process tests start. */
final class Greeter {
    record GreeterSettings(
            @Default("127.0.0.1:0") ListenAddress listen,
            String greeting,
            @Default("1s") Duration delay) {}

    private Greeter() {}

    public static void main(String[] args) throws IOException {
        Ops ops = Ops.service("greeter")
                .settings(GreeterSettings.class)
                .database("jdbc:sqlite:" + System.getenv("GREETER_DB"))
                .checks((settings, checks) -> {
                    String greeting = settings.get(GreeterSettings.class).greeting();
                    if (greeting.equals("leak")) {
                        throw new IllegalStateException(
                                "refused, for the password is S3KR1T", new IOException("token: S3KR1T"));
                    }
                    checks.register(
                            "manners",
                            Criticality.DEGRADES,
                            Probe.READY,
                            () -> greeting.equals("oi") ? CheckResult.fail("rude") : CheckResult.pass());
                })
                .start();
        if (ops.settings(GreeterSettings.class).greeting().equals("crash")) {
            throw new IllegalStateException("the service's own code failed");
        }
        HttpServer http =
                HttpServer.create(ops.settings(GreeterSettings.class).listen().socketAddress(), 0);
        http.createContext("/self-check", ops.selfCheck());
        http.start();
        ops.listening(http.getAddress(), () -> http.stop(0));
    }
}

package dev.operable.starter;

import com.sun.net.httpserver.HttpServer;
import dev.operable.health.Criticality;
import dev.operable.health.HealthChecks;
import dev.operable.health.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A service that looks at its clock. */
final class Clockwork {
    private Clockwork() {}

    public static void main(String[] args) throws IOException {
        Ops ops = Ops.service("clockwork")
                .checks((settings, checks) ->
                        checks.register("clock", Criticality.DEGRADES, Probe.READY, HealthChecks.clock()))
                .start();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/self-check", ops.selfCheck());
        http.start();
        ops.listening(http.getAddress(), () -> http.stop(0));
    }
}

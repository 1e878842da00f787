package dev.operable.core.admin;

import dev.operable.core.ServiceIdentity;
import java.io.IOException;

/** A process with an admin server; {@link SlowCallersTest} sets its properties on the command line. */
final class AdminProbe {
    private AdminProbe() {}

    public static void main(String[] args) throws IOException {
        ServiceIdentity identity = new ServiceIdentity("hits", "1", "production", "hits-1");
        try (AdminServer server = new AdminServer(AdminSettings.defaults(), identity)) {
            server.route("/metrics", exchange -> exchange.sendResponseHeaders(204, -1));
            server.start();
            System.out.println(server.address());
            if (System.in.read() >= 0) {
                throw new IllegalStateException("Nobody was to write anything.");
            }
        }
    }
}

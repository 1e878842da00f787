package dev.operable.samples.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the processes of the demo are started: the same jars and variables that anyone would use. */
final class Services {
    private static final Duration CONSUL_START = Duration.ofSeconds(30);

    private final Stage stage;
    private final DemoOptions options;
    private final Http http;
    private Optional<URI> consul = Optional.empty();

    Services(Stage stage, DemoOptions options, Http http) {
        this.stage = stage;
        this.options = options;
        this.http = http;
    }

    Child hits(String instance) {
        return start("hits", instance, Map.of());
    }

    Child links() {
        // Failed attempts of calls are logged at this level, with the instance they went to.
        return start("links", "links-1", Map.of("LOG_LEVELS", "dev.operable.rpc=debug"));
    }

    /** Starts a real agent, which the services started from then on use. */
    void consul(Path executable) {
        int port = freePort();
        String ports = "ports { dns = -1 grpc = -1 serf_wan = -1 serf_lan = " + freePort() + " server = " + freePort()
                + " } disable_update_check = true";
        Child agent = stage.start(
                "consul",
                List.of(
                        executable.toString(),
                        "agent",
                        "-dev",
                        "-node=demo",
                        "-bind=127.0.0.1",
                        "-client=127.0.0.1",
                        "-http-port=" + port,
                        "-hcl=" + ports),
                Map.of());
        URI address = URI.create("http://127.0.0.1:" + port);
        Await.value("the Consul agent to have a leader", CONSUL_START, () -> {
            agent.requireAlive();
            return Optional.of(agent).filter(up -> hasLeader(address));
        });
        consul = Optional.of(address);
    }

    /** Where the agent that all services share answers. */
    URI agent(Instance service) {
        return consul.orElseGet(() -> service.process().announced("consul"));
    }

    private boolean hasLeader(URI agent) {
        return http.says(agent.resolve("/v1/status/leader"), ":");
    }

    private Child start(String service, String instance, Map<String, String> more) {
        Path folder = stage.folder();
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SERVICE_ENVIRONMENT", "development");
        environment.put("SERVICE_INSTANCE", instance);
        environment.put("LISTEN", "127.0.0.1:0");
        environment.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve(service + ".db"));
        environment.put("OPS_DISCOVERY", "auto");
        environment.put("OPS_DEVKIT_DIR", folder.resolve("agent").toString());
        consul.ifPresent(agent -> environment.put("CONSUL_HTTP_ADDR", agent.getAuthority()));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // Several processes start at once on what may be a small machine.
        List<String> command = List.of(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // What a killed process leaves in its temporary files goes with the demo's folder.
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                options.jar(service).toString());
        return stage.start(instance, command, environment);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new DemoFailed("no free port", e);
        }
    }
}

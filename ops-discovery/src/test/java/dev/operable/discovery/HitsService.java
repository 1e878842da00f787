package dev.operable.discovery;

import com.sun.net.httpserver.HttpServer;
import dev.operable.devkit.ConsulAgent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service that listens, one process that registers it, one that calls it, and what the agent itself says of it. */
final class HitsService implements AutoCloseable {
    private static final Pattern STATUS = Pattern.compile("\"Status\":\\s*\"([a-z]+)\"");

    final SimpleMeterRegistry callers = new SimpleMeterRegistry();
    final AtomicInteger readiness = new AtomicInteger(200);
    final HttpServer server;
    final int port;
    final Consul provider;
    final Consul caller;
    private final Operator operator;
    private final ConsulTransport transport = new ConsulTransport();
    private final ConsulApi api;

    HitsService(ConsulAgent agent) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/self-check/ready", exchange -> {
            exchange.sendResponseHeaders(readiness.get(), -1);
            exchange.close();
        });
        server.start();
        port = server.getAddress().getPort();
        ConsulSettings settings = ConsulSettings.at(agent.address());
        provider = Consul.connect(settings, new SimpleMeterRegistry());
        caller = Consul.connect(settings, callers);
        operator = new Operator(agent.address());
        // One for all looks: each with a connection of its own would soon be hung up on.
        api = new HttpConsulApi(new ConsulHttp(settings, transport), new AddressRules(true));
    }

    Registration.Builder hits() {
        return Registration.of("hits", "127.0.0.1", port);
    }

    static int size(Instances instances) {
        return instances.current().instances().size();
    }

    /** Whether the agent lists an instance that may be called. */
    boolean listed() {
        try {
            return !api.instances("hits", 0, Duration.ofSeconds(1))
                    .join()
                    .instances()
                    .isEmpty();
        } catch (CompletionException notYet) {
            return false;
        }
    }

    /** What the agent made of the only check. */
    String status() {
        Matcher status = STATUS.matcher(operator.text("/v1/agent/checks"));
        return status.find() ? status.group(1) : "none";
    }

    /** The reason of the agent's maintenance. */
    Optional<String> maintenance(Registered registered) {
        try {
            return api.listed(registered.registration()).flatMap(ConsulApi.Listed::maintenance);
        } catch (ConsulFailure away) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        provider.close();
        caller.close();
        transport.close();
        server.stop(0);
    }
}

package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.operable.devkit.ConsulAgent;
import dev.operable.discovery.ServiceCheck.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** One process that registers ten services and changes them, and one that watches them: what both know of each other. */
final class Soak implements AutoCloseable {
    static final int SERVICES = 10;

    private final HttpServer service;
    private final Operator operator;
    private final Consul provider;
    private final Consul caller;
    private final List<Registered> registered = new ArrayList<>();
    private final List<String> revisions = new ArrayList<>();
    private final List<Instances> views;
    private final Queue<String> emptied = new ConcurrentLinkedQueue<>();

    Soak(ConsulAgent agent) throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/self-check/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        operator = new Operator(agent.address());
        provider = Consul.connect(ConsulSettings.at(agent.address()), new SimpleMeterRegistry());
        caller = Consul.connect(ConsulSettings.at(agent.address()), new SimpleMeterRegistry());
        for (int i = 0; i < SERVICES; i++) {
            revisions.add("first");
            registered.add(provider.register(registration(i)));
        }
        views = IntStream.range(0, SERVICES)
                .mapToObj(i -> caller.discovery().instances(name(i)))
                .toList();
    }

    private static String name(int which) {
        return "soak-" + which;
    }

    /** Half of them with a check that lives by heartbeats, which an agent that comes back has forgotten, too; it asks the others. */
    private Registration registration(int which) {
        Registration.Builder builder = Registration.of(
                        name(which), "127.0.0.1", service.getAddress().getPort())
                .id(name(which))
                .meta("revision", revisions.get(which));
        if (which % 2 == 0) {
            builder.check(ServiceCheck.ttl(() -> new Heartbeat(Heartbeat.Status.PASSING, "well")));
        }
        return builder.build();
    }

    /** From here on a caller that is left without an instance is remembered. */
    void watchForGaps() {
        for (int i = 0; i < SERVICES; i++) {
            String name = name(i);
            views.get(i).onChange(set -> {
                if (set.instances().isEmpty()) {
                    emptied.add(name + " at version " + set.version());
                }
            });
        }
    }

    /** Offers one of them anew with other meta, as a new release does. */
    void release(int which, String revision) {
        registered.get(which).deregister();
        revisions.set(which, revision);
        registered.set(which, provider.register(registration(which)));
    }

    /** Whether the caller sees what is offered now; with a time, confirmed by Consul since then. */
    boolean seen(Instant since) {
        return IntStream.range(0, SERVICES).allMatch(i -> {
            InstanceSet set = views.get(i).current();
            return set.instances().size() == 1
                    && set.instances().get(0).meta().equals(Map.of("revision", revisions.get(i)))
                    && !set.seenAt().isBefore(since);
        });
    }

    /** Whether the agent itself has all of it and finds it well. */
    boolean listed() {
        for (int i = 0; i < SERVICES; i++) {
            if (!registered.get(i).registered() || !passing(i).contains('"' + revisions.get(i) + '"')) {
                return false;
            }
        }
        return true;
    }

    private String passing(int which) {
        try {
            return operator.get("/v1/health/service/" + name(which) + "?passing");
        } catch (IOException away) {
            return "";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void assertNoGap() {
        assertThat(emptied).as("callers left without an instance").isEmpty();
    }

    @Override
    public void close() {
        provider.close();
        caller.close();
        service.stop(0);
    }
}

package dev.operable.devkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A Consul-compatible agent inside this process, for development and tests: it answers as Consul 1.8.7 does for agent,
 * catalog, health, key-value and session endpoints, runs HTTP, TCP and TTL checks, and keeps everything in memory. Safe
 * for use by several threads.
 *
 * <pre>{@code
 * try (EmbeddedAgent agent = EmbeddedAgent.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
 *     ... agent.address() ...
 * }
 * }</pre>
 */
public final class EmbeddedAgent implements AutoCloseable {
    /** The first line of {@code GET /}, by which members of a shared agent know that it is one. */
    static final String GREETING = "The Consul-compatible agent of the Operable devkit, for development only.";

    /** How often, in seconds, services are looked at that are critical for too long: as often as Consul looks. */
    private static final long REAP = 30;

    private final HttpServer server;
    private final URI address;
    private final Ledger ledger = new Ledger();
    private final Faults faults = new Faults(ledger);
    private final ExecutorService requests = Threads.perRequest();
    private final ScheduledThreadPoolExecutor timer = Threads.timer("ops-devkit-timer");

    private EmbeddedAgent(HttpServer server) {
        this.server = server;
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        this.address = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
    }

    /**
     * Starts an agent that knows nothing.
     *
     * @param listen an address of the loopback interface; port 0 is any free port
     * @throws IOException if the port is taken
     * @throws IllegalArgumentException if the address can be reached from other machines
     */
    public static EmbeddedAgent start(InetSocketAddress listen) throws IOException {
        if (listen.isUnresolved() || !listen.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("The embedded agent lets anyone in who reaches it, so it listens on the"
                    + " loopback interface only, not on " + listen + ". Use 127.0.0.1.");
        }
        // Without it each answer takes 40 ms; the server reads it once, when its first class is loaded.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        // The server keeps its socket for ever when it cannot be bound, and one who takes over tries again and again.
        try (ServerSocket taken = new ServerSocket()) {
            taken.setReuseAddress(true);
            taken.bind(listen);
        }
        EmbeddedAgent agent = new EmbeddedAgent(HttpServer.create(listen, 256));
        agent.serve();
        return agent;
    }

    static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private void serve() {
        Routes routes = new Routes(faults)
                .get("/", request -> Answer.text(200, GREETING + "\n"))
                .get("/self-check", request -> Answer.text(200, "everything is well\n"));
        Node node = Node.at(server.getAddress().getAddress().getHostAddress(), address.getPort());
        Catalog catalog = new Catalog(ledger);
        Checks checks = new Checks(ledger, catalog, timer, new Probes(requests), System::nanoTime);
        Keys keys = new Keys(ledger, System::nanoTime);
        Sessions sessions = new Sessions(ledger, catalog, keys, timer);
        catalog.whenLost(sessions::checkLost);
        Views views = new Views(node, catalog);
        Queries queries = new Queries(ledger);
        new AgentRoutes(ledger, node, catalog, checks, views, queries).addTo(routes);
        new CatalogRoutes(catalog, views, queries).addTo(routes);
        new KeyRoutes(ledger, keys, sessions, queries).addTo(routes);
        new SessionRoutes(ledger, node, sessions, queries).addTo(routes);
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(checks::reap, REAP, REAP, TimeUnit.SECONDS);
        server.createContext("/", routes);
        server.setExecutor(requests);
        server.start();
    }

    /** Where it answers, for example {@code http://127.0.0.1:23500}. */
    public URI address() {
        return address;
    }

    /** Stops at once: connections break, and everything is forgotten. */
    @Override
    public void close() {
        ledger.close();
        timer.shutdownNow();
        server.stop(0);
        requests.shutdownNow();
    }

    /** Plays a fault for tests in place of the one before; {@link Fault#none} ends it. */
    public void play(Fault fault) {
        faults.play(fault);
    }
}

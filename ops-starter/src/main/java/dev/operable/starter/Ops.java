package dev.operable.starter;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.Live;
import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.errors.ErrorReporter;
import dev.operable.core.http.IncomingFilter;
import dev.operable.core.http.IncomingRequests;
import dev.operable.core.lifecycle.RestartPolicy;
import dev.operable.core.lifecycle.StopPhase;
import dev.operable.core.lifecycle.StopStep;
import dev.operable.core.lifecycle.Worker;
import dev.operable.database.Database;
import dev.operable.discovery.LeaseSettings;
import dev.operable.discovery.Leases;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcFaults;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * A plain Java service, made operable. Safe for use by many threads.
 *
 * <pre>{@code
 * Ops ops = Ops.service("hits").settings(HitsSettings.class).database("jdbc:sqlite:hits.db").start();
 * ops.checks(new HitsChecks(ops.database()));
 * HttpServer http = ...;
 * ops.listening(http.getAddress(), () -> http.stop(0));
 * }</pre>
 *
 * <p>It stops by itself when the process is told to end: out of discovery, out of traffic, and only then out of the world.
 */
public final class Ops implements AutoCloseable {
    private final Settings settings;
    private final Parts parts;
    private final Serving serving;
    private final Stopping stopping;

    Ops(Settings settings, Parts parts, Serving serving, Stopping stopping) {
        this.settings = settings;
        this.parts = parts;
        this.serving = serving;
        this.stopping = stopping;
    }

    /**
     * Begins the description of a service.
     *
     * @param name by which other services call it, unless {@code SERVICE_NAME} says otherwise
     */
    public static OpsBuilder service(String name) {
        Class<?> main = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .getCallerClass();
        return new OpsBuilder(name, main);
    }

    /**
     * A settings record of the service.
     *
     * @throws IllegalArgumentException if the builder was not given this type
     */
    public <T extends Record> T settings(Class<T> type) {
        return settings.get(type);
    }

    /**
     * A settings record of the service that follows its sources: the files of {@code X_FILE} variables, the keys of Consul,
     * and in development {@code .env}.
     *
     * @throws IllegalArgumentException if the builder was not given this type
     */
    public <T extends Record> Live<T> live(Class<T> type) {
        return settings.live(type);
    }

    /** Who this process is. */
    public ServiceIdentity identity() {
        return parts.identity();
    }

    /**
     * Adds the methods of an object that are annotated with {@link dev.operable.health.SelfCheck}.
     *
     * @throws IllegalArgumentException if there are none, or one cannot be a check
     */
    public void checks(Object withAnnotatedMethods) {
        parts.checks().register(withAnnotatedMethods);
    }

    /** The self-checks, to add one without an annotation or to ask for the verdict. */
    public SelfChecks checks() {
        return parts.checks();
    }

    /** Answers {@code /self-check} and the paths below it; for the service's own server. */
    public HttpHandler selfCheck() {
        return parts.checks().handler();
    }

    /** Belongs on each context of the service's own server: trace and request ids, times, limits, and the orderly stop. */
    public Filter filter() {
        return new IncomingFilter(parts.requests());
    }

    /** For a filter with routes of its own, for servlets, and for the threads of the service's own server. */
    public IncomingRequests requests() {
        return parts.requests();
    }

    /**
     * The database, migrated.
     *
     * @throws IllegalStateException if the builder was not told that there is one
     */
    public Database database() {
        return parts.database()
                .orElseThrow(() -> new IllegalStateException("This service has no database. Say so with Ops.service(\""
                        + identity().name() + "\").database()."));
    }

    /** Calls another service by its name. The same object for the same name. */
    public RpcClient rpc(String service) {
        return parts.calls().client(service);
    }

    /**
     * Calls another service by its name, in another way than the rest.
     *
     * @throws IllegalStateException if the service already has a client with other options
     */
    public RpcClient rpc(String service, RpcOptions options) {
        return parts.calls().client(service, options);
    }

    /** Faults to be played to the calls of this process, in a test or on a game day; {@code /ops/faults} is the same. */
    public RpcFaults faults() {
        return parts.calls().faults();
    }

    /**
     * What only one of all processes may do at a time. All leases are given back at the stop.
     *
     * @throws IllegalStateException if there is no Consul that could give leases
     */
    public Leases leases() {
        return parts.catalog()
                .leases(settings.get(LeaseSettings.class))
                .orElseThrow(() -> new IllegalStateException("There is no Consul that could give leases to "
                        + identity().name() + ". Set CONSUL_HTTP_ADDR."));
    }

    /** Where the service's own meters go. */
    public MeterRegistry metrics() {
        return parts.metrics().registry();
    }

    /** Takes errors that the service handles itself and that people should still know of. */
    public ErrorReporter errors() {
        return parts.errors();
    }

    /** Where the admin endpoints answer. */
    public URI admin() {
        return parts.admin().address();
    }

    /** What this process finds others with; empty without Consul. */
    public Optional<URI> consul() {
        return parts.catalog().agent();
    }

    /**
     * Says that the service answers now: the self-check turns well and the service is registered. When the process was
     * told to end before this, the server is stopped again and nothing is registered. Twice for one address is once.
     *
     * @param address where the server listens, with its real port
     * @param stop closes the server; called once, when requests in flight have finished or their time is over
     */
    public void listening(InetSocketAddress address, Runnable stop) {
        serving.listening(address, stop);
    }

    /**
     * Keeps a worker running until the stop, in a daemon thread {@code ops-worker-<name>}. When it fails, or returns, that is
     * reported and it is started again, after 1 s and then twice as long each time, 1 min at the most. Three failures in a
     * row, with no minute of work between them, show on the self-check {@code worker <name>}; fifteen stop the service and
     * end the process with status 70, so that its supervisor starts a clean one. When the service was told to stop before
     * this, the worker does not run.
     *
     * <pre>{@code
     * ops.supervise("mail", () -> {
     *     while (true) {
     *         send(queue.take());                     // interrupted at the stop
     *     }
     * });
     * }</pre>
     *
     * @throws IllegalArgumentException if another worker has this name
     */
    public void supervise(String name, Worker worker) {
        parts.workers().supervise(name, worker);
    }

    /** As {@link #supervise(String, Worker)}, with other waits and another end. */
    public void supervise(String name, Worker worker, RestartPolicy policy) {
        parts.workers().supervise(name, worker, policy);
    }

    /**
     * Adds a step to the stop: after the traffic has ended, before the parts of Operable close. When the process was told to
     * end before this, the step is done now.
     */
    public void onStop(String name, StopStep step) {
        stopping.onOrNow(StopPhase.DRAIN, name, step);
    }

    /** Stops the service as a SIGTERM would, and returns when it has stopped. Closing twice is closing once. */
    @Override
    public void close() {
        stopping.stop();
    }

    /** Whether others may have found the service. */
    boolean announced() {
        return stopping.isAnnounced();
    }
}

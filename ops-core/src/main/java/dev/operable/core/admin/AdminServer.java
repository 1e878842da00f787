package dev.operable.core.admin;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.operable.config.ListenAddress;
import dev.operable.core.ServiceIdentity;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server for those who run the service, on an address of its own. Safe for use by many threads; routes may be
 * added while it runs.
 *
 * <pre>{@code
 * AdminServer admin = new AdminServer(AdminSettings.defaults(), identity).route("/metrics", metrics.handler());
 * admin.start();
 * }</pre>
 *
 * <p>A route answers its path and the paths below it; of several the longest wins. Requests of web pages from elsewhere
 * are refused, bodies above 1 MiB as well. At most 16 requests are answered at a time.
 */
public final class AdminServer implements AutoCloseable {
    private static final int MAX_THREADS = 16;
    private static final int BACKLOG = 64;

    private final AdminSettings settings;
    private final Routes routes;
    private @Nullable HttpServer server; // this and the next two: guarded by this
    private @Nullable ThreadPoolExecutor threads;
    private boolean closed;

    public AdminServer(AdminSettings settings, ServiceIdentity identity) {
        this.settings = settings;
        this.routes = new Routes(settings, identity);
    }

    /** Adds an endpoint that is open to everybody who reaches the port. */
    public AdminServer route(String path, HttpHandler handler) {
        routes.add(path, handler, false);
        return this;
    }

    /**
     * Adds an endpoint that needs the token of the settings as {@code Authorization: Bearer}. Without a token in the
     * settings it does not exist, except in development for callers of the same machine.
     */
    public AdminServer guarded(String path, HttpHandler handler) {
        routes.add(path, handler, true);
        return this;
    }

    /**
     * Begins to answer. Starting twice is starting once; a closed server does not start again.
     *
     * @throws IllegalStateException if the address cannot be listened on, naming it and the variable
     */
    public synchronized void start() {
        if (server != null || closed) {
            return;
        }
        HttpServerProperties.setDefaults();
        HttpServer started = listen(settings.listen());
        ThreadPoolExecutor executor = executor();
        started.setExecutor(executor);
        started.createContext("/", routes);
        started.start();
        server = started;
        threads = executor;
    }

    /**
     * Where it answers, with the port it really has.
     *
     * @throws IllegalStateException if it was not started
     */
    public synchronized URI address() {
        if (server == null) {
            throw new IllegalStateException("The admin server has no address before it is started.");
        }
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : settings.listen().host();
        return URI.create("http://" + new ListenAddress(host, address.getPort()));
    }

    /** Stops answering, at once. Closing twice is closing once. */
    @Override
    public synchronized void close() {
        closed = true;
        if (server != null) {
            server.stop(0);
        }
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    private static HttpServer listen(ListenAddress listen) {
        InetSocketAddress address = listen.socketAddress();
        if (address.isUnresolved()) {
            throw cannotListen(listen, "its host is unknown", null);
        }
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (BindException e) {
            throw cannotListen(listen, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw cannotListen(listen, e.toString(), e);
        }
    }

    private static IllegalStateException cannotListen(ListenAddress listen, String why, @Nullable Throwable cause) {
        return new IllegalStateException(
                "The admin endpoints cannot listen on " + listen + ": " + why
                        + ". Set OPS_LISTEN to a free address, or to port 0 for any free port.",
                cause);
    }

    // What waits is one task for each connection: a queue that refused one would leave its connection hanging.
    private static ThreadPoolExecutor executor() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                MAX_THREADS, MAX_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "ops-admin-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}

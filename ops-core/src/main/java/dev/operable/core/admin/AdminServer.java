package dev.operable.core.admin;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.operable.config.ListenAddress;
import dev.operable.config.Secret;
import dev.operable.core.Redaction;
import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * are refused, bodies above 1 MiB as well. At most 64 requests are worked on at a time: each has 5 s to arrive and 30 s to be
 * answered, and the slowest to arrive makes room for a new one. {@code /} and {@code /ops} list the endpoints.
 */
public final class AdminServer implements MeterBinder, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    private static final int BACKLOG = 64;

    private final AdminSettings settings;
    private final Turns.Limits limits;
    private final Routes routes;
    private final TokenGuard tokens;
    private final @Nullable String generated;
    private @Nullable HttpServer server; // this and the next two: guarded by this
    private @Nullable Turns turns;
    private boolean closed;

    /** In development a token is generated if there is none; see {@link #link()}. */
    public AdminServer(AdminSettings settings, ServiceIdentity identity) {
        this(settings, identity, Redaction.standard());
    }

    /** As the other, hiding more in what it refuses than the {@linkplain Redaction#standard() usual}. */
    public AdminServer(AdminSettings settings, ServiceIdentity identity, Redaction redaction) {
        this(settings, identity, redaction, Turns.Limits.USUAL);
    }

    AdminServer(AdminSettings settings, ServiceIdentity identity, Redaction redaction, Turns.Limits limits) {
        this.settings = settings;
        this.limits = limits;
        Sessions sessions = new Sessions(System::nanoTime);
        boolean development = identity.development();
        generated = development && settings.token().isEmpty() ? sessions.unguessable() : null;
        Optional<Secret> token =
                settings.token().or(() -> Optional.ofNullable(generated).map(Secret::of));
        tokens = new TokenGuard(token, sessions);
        routes = new Routes(new BrowserGuard(settings.listen()), tokens, redaction);
        if (token.isPresent()) {
            routes.add(LoginHandler.PATH, new LoginHandler(tokens, sessions, development), false);
        }
    }

    /** Adds an endpoint that is open to everybody who reaches the port. */
    public AdminServer route(String path, HttpHandler handler) {
        routes.add(path, handler, false);
        return this;
    }

    /**
     * Adds an endpoint that needs the token as {@code Authorization: Bearer}, or the session of a browser that has shown it
     * at {@code /ops/login}. Without a token it does not exist.
     */
    public AdminServer guarded(String path, HttpHandler handler) {
        routes.add(path, handler, true);
        return this;
    }

    /** Counts the wrong tokens in {@code ops.admin.tokens.refused}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("ops.admin.tokens.refused", tokens, TokenGuard::refused)
                .description("Wrong tokens that the admin endpoints were given")
                .register(registry);
    }

    /**
     * Loads what the first of the JDK's servers in a process and the date in its first answer need, some 170 classes: for a start
     * that has something else to do meanwhile.
     */
    public static void load() {
        HttpServerProperties.setDefaults();
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss zzz", Locale.US)
                .withZone(ZoneId.of("GMT"))
                .formatTo(Instant.EPOCH, new StringBuilder());
        try {
            HttpServer.create().stop(0);
        } catch (IOException refused) {
            log.atDebug().setCause(refused).log("The classes of the JDK's server are loaded when they are needed.");
        }
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
        Turns executor = new Turns(limits);
        started.setExecutor(executor);
        started.createContext("/", routes);
        started.start();
        server = started;
        turns = executor;
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

    /**
     * Where a browser logs in with the token that was generated: for the eyes of the developer, and not for a log. Empty
     * outside development, and where the settings have a token.
     *
     * @throws IllegalStateException if it was not started
     */
    public Optional<URI> link() {
        return Optional.ofNullable(generated).map(token -> address().resolve(LoginHandler.PATH + "?token=" + token));
    }

    /** Stops answering, at once. Closing twice is closing once. */
    @Override
    public synchronized void close() {
        closed = true;
        if (server != null) {
            server.stop(0);
        }
        if (turns != null) {
            turns.close();
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
}

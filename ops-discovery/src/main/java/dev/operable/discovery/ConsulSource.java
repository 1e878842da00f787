package dev.operable.discovery;

import dev.operable.config.ConfigException;
import dev.operable.config.ConfigSource;
import dev.operable.config.ConfigValue;
import dev.operable.config.Secret;
import dev.operable.config.Settings;
import dev.operable.core.ServiceSettings;
import dev.operable.discovery.DiscoverySettings.Mode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Settings from the keys of Consul: {@code config/application/KEY} for all services, {@code config/<service>/KEY} for one,
 * which wins. Followed as they change. The first question is asked with the first {@link #values}, which waits for the answer
 * for at most 2 s; nothing else waits for Consul. Safe for use by many threads.
 *
 * <pre>{@code
 * Settings.Builder environment = Settings.of("hits").environment(System.getenv());
 * Settings.Builder builder = Settings.of("hits").environment(System.getenv()).bind(HitsSettings.class);
 * ConsulSource.open(environment, "hits", "production").ifPresent(builder::source);
 * }</pre>
 */
public final class ConsulSource implements ConfigSource, MeterBinder, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String SHARED = "application";

    private final boolean needed;
    private final ConsulTransport transport;
    /** Later ones win. */
    private final List<SettingsPrefix> prefixes;

    private volatile Supplier<Optional<Secret>> tokens;
    private volatile Optional<Runnable> listener = Optional.empty();
    private boolean started; // guarded by this

    private ConsulSource(
            ConsulSettings settings, String service, boolean needed, Pace pace, Optional<Snapshots> snapshots) {
        this.needed = needed;
        this.tokens = settings::token;
        this.transport = new ConsulTransport(TlsFiles.context(settings.tls()), settings.connections());
        Set<String> names = new LinkedHashSet<>(List.of(SHARED, Registration.requireName(service)));
        this.prefixes = names.stream()
                .map(name -> new SettingsPrefix(
                        name,
                        new KeyApi(new ConsulHttp(settings, () -> tokens.get(), transport)),
                        transport,
                        settings.maxWait(),
                        pace,
                        snapshots,
                        () -> listener.ifPresent(Runnable::run)))
                .toList();
    }

    /**
     * The source as the variables say, or none: see {@link FromConsulSettings}, {@link DiscoverySettings} and {@link
     * ConsulSettings}, which the settings proper have to bind too. Also none when these cannot be read; the load tells why.
     *
     * @param environment with the sources that Consul is found by, and no others
     * @param name of the service whose keys are read, unless {@code SERVICE_NAME} says otherwise
     * @param stage the name of the environment; a snapshot of another one is not used
     * @throws IllegalArgumentException if a file of the TLS settings cannot be used
     */
    public static Optional<ConsulSource> open(Settings.Builder environment, String name, String stage) {
        try {
            FromConsulSettings wanted = environment.early(FromConsulSettings.class);
            DiscoverySettings discovery = environment.early(DiscoverySettings.class);
            ConsulSettings consul = environment.early(ConsulSettings.class);
            boolean used = discovery.mode() == Mode.CONSUL
                    || (discovery.mode() == Mode.AUTO && ConsulSettings.isSet(environment.value("CONSUL_HTTP_ADDR")));
            boolean needed = wanted.mode() == FromConsulSettings.Mode.CONSUL;
            if (!needed && (wanted.mode() == FromConsulSettings.Mode.OFF || !used)) {
                return Optional.empty();
            }
            Optional<Snapshots> snapshots = wanted.snapshots()
                    .map(folder -> new Snapshots(folder, stage, consul.uri() + consul.scope(), Clock.systemUTC()));
            String service = environment.early(ServiceSettings.class).name().orElse(name);
            return Optional.of(new ConsulSource(consul, service, needed, Pace.USUAL, snapshots));
        } catch (ConfigException toldByTheLoad) {
            return Optional.empty();
        }
    }

    /** Its text is read by people, within a report. */
    private static final class Unknown extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // the name of the class is nothing to people
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    static ConsulSource of(
            ConsulSettings settings, String service, boolean needed, Pace pace, Optional<Snapshots> snapshots) {
        return new ConsulSource(settings, service, needed, pace, snapshots);
    }

    /** Asks this for the token of each request from now on; it answers at once. */
    public void token(Supplier<Optional<Secret>> current) {
        tokens = current;
    }

    @Override
    public String name() {
        return "Consul KV";
    }

    /**
     * What Consul said last; at a start without Consul what the disk has.
     *
     * @throws IllegalStateException if the settings of Consul are needed and neither knows them
     */
    @Override
    public Map<String, ConfigValue> values() {
        awaitFirst();
        Map<String, ConfigValue> all = new HashMap<>();
        for (SettingsPrefix prefix : prefixes) {
            Optional<Map<String, ConfigValue>> values = prefix.values();
            if (values.isEmpty() && needed) {
                throw new Unknown(prefix.problem().orElse("Consul has not answered.")
                        + " OPS_SETTINGS=consul says that this service needs them.");
            }
            values.ifPresent(all::putAll);
        }
        return all;
    }

    /** Of two first calls the second waits as well; later ones only pass. */
    private synchronized void awaitFirst() {
        if (started) {
            return;
        }
        started = true;
        prefixes.forEach(SettingsPrefix::start);
        try {
            CompletableFuture.allOf(prefixes.stream().map(SettingsPrefix::first).toArray(CompletableFuture<?>[]::new))
                    .get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // Each prefix says by itself what it has.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        prefixes.forEach(SettingsPrefix::recall);
    }

    /** Why settings may be missing or old, for people; empty when Consul has told all of them. */
    @Override
    public Optional<String> incomplete() {
        return prefixes.stream().flatMap(prefix -> prefix.problem().stream()).findFirst();
    }

    /** Runs this after each change; for one listener. What it returns ends all use of Consul for settings. */
    @Override
    public AutoCloseable watch(Runnable changed) {
        listener = Optional.of(changed);
        return this;
    }

    /** Adds {@code ops.settings.age}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("ops.settings.age", this, ConsulSource::age)
                .description("Time since Consul last answered for the settings, of the prefix that is behind most")
                .baseUnit("seconds")
                .register(registry);
    }

    private double age() {
        return prefixes.stream()
                .mapToDouble(prefix -> prefix.age().toNanos() / 1e9)
                .max()
                .orElse(0);
    }

    /** Stops looking; the values stay. */
    @Override
    public void close() {
        listener = Optional.empty();
        prefixes.forEach(SettingsPrefix::close);
        transport.close();
    }
}

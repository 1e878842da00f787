package dev.operable.core.metrics;

import dev.operable.config.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.ipc.http.HttpSender;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.influx.InfluxApiVersion;
import io.micrometer.influx.InfluxConfig;
import io.micrometer.influx.InfluxMeterRegistry;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Pushes metrics to InfluxDB. Loaded only where Micrometer's registry for it is on the class path. */
final class Influx {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private Influx() {}

    static MeterRegistry open(InfluxSettings settings, URI store) {
        return InfluxMeterRegistry.builder(new Config(settings, store))
                .threadFactory(work -> {
                    Thread thread = new Thread(work, "ops-metrics-influx");
                    thread.setDaemon(true);
                    return thread;
                })
                .httpClient(
                        new Store(new HttpUrlConnectionSender(CONNECT, ANSWER), new Reception(store.getAuthority())))
                .build();
    }

    private record Config(InfluxSettings settings, URI store) implements InfluxConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public String uri() {
            return store.toString();
        }

        @Override
        public InfluxApiVersion apiVersion() {
            return settings.org().isPresent() ? InfluxApiVersion.V2 : InfluxApiVersion.V1;
        }

        @Override
        public @Nullable String org() {
            return settings.org().orElse(null);
        }

        @Override
        public String bucket() {
            return settings.bucket();
        }

        @Override
        public String db() {
            return settings.bucket();
        }

        /** Whose right that is, creates it. */
        @Override
        public boolean autoCreateDb() {
            return false;
        }

        @Override
        public @Nullable String token() {
            return settings.token().map(Secret::reveal).orElse(null);
        }

        @Override
        public Duration step() {
            return settings.every();
        }
    }

    /** The registry itself would tell of each push that fails. */
    private record Store(HttpSender sender, Reception reception) implements HttpSender {
        @Override
        public Response send(Request request) {
            try {
                Response response = sender.send(request);
                if (response.isSuccessful()) {
                    reception.taken();
                } else {
                    reception.refused(response.code() + " " + response.body(), null);
                }
            } catch (Throwable away) {
                reception.refused("", away);
            }
            return new Response(204, "");
        }
    }
}

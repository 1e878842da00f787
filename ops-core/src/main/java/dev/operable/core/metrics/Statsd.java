package dev.operable.core.metrics;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sends metrics to a StatsD agent. Loaded only where Micrometer's registry for it is on the class path. */
final class Statsd {
    private static final String CLIENT = "io.micrometer.shaded.reactor.netty";

    private Statsd() {}

    static MeterRegistry open(StatsdSettings settings, String agent) {
        quiet();
        return new StatsdMeterRegistry(new Config(settings, agent), Clock.SYSTEM);
    }

    /** The client warns of each datagram that the agent's machine refuses, unless a level of its own is set. */
    private static void quiet() {
        if (LoggerFactory.getLogger(CLIENT) instanceof Logger logger && logger.getLevel() == null) {
            logger.setLevel(Level.ERROR);
        }
    }

    private record Config(StatsdSettings settings, String agent) implements StatsdConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public String host() {
            return agent;
        }

        @Override
        public int port() {
            return settings.port();
        }

        @Override
        public StatsdFlavor flavor() {
            return StatsdFlavor.valueOf(settings.flavor().name());
        }

        @Override
        public Duration pollingFrequency() {
            return settings.every();
        }

        /** Of the times that a dialect without histograms sums up here. */
        @Override
        public Duration step() {
            return settings.every();
        }
    }
}

package dev.operable.discovery;

import dev.operable.config.Durations;
import dev.operable.health.Probe;
import dev.operable.health.SelfChecks;
import dev.operable.health.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** How Consul learns whether a registered service is well. Immutable. */
public sealed interface ServiceCheck {
    /**
     * The agent asks {@code url} every 3 s and waits 2 s: 2xx is passing, 429 a warning, all else critical. A self-check says
     * 429 when it is asked with {@code ?for=consul}.
     */
    static ServiceCheck http(URI url) {
        return new Http(url, interval(), Duration.ofSeconds(2), true);
    }

    /**
     * The agent asks gRPC's own health service every 3 s and waits 2 s: serving is passing, all else critical.
     *
     * @param target {@code host:port}, or {@code host:port/service} for one service of the server
     */
    static ServiceCheck grpc(String target) {
        return new Grpc(target, false, true, interval(), Duration.ofSeconds(2));
    }

    /** The service tells the agent how it is at least every 5 s; after 15 s of silence it is critical. */
    static ServiceCheck ttl(Supplier<Heartbeat> verdict) {
        return new Ttl(Duration.ofSeconds(15), verdict);
    }

    /** The same with what the self-check answers Consul: critical when it is down, a warning when it is degraded. */
    static ServiceCheck ttl(SelfChecks checks) {
        return ttl(() -> {
            Verdict verdict = checks.verdict(Probe.READY);
            Heartbeat.Status status =
                    switch (verdict.status()) {
                        case UP -> Heartbeat.Status.PASSING;
                        case DEGRADED -> Heartbeat.Status.WARNING;
                        case DOWN -> Heartbeat.Status.CRITICAL;
                    };
            return new Heartbeat(status, verdict.summary());
        });
    }

    /**
     * An agent asks a new instance within this for the first time, and until then nobody finds it: less than the {@code
     * OPS_STOP_LINGER} of the one that it replaces.
     */
    private static Duration interval() {
        return Duration.ofSeconds(3);
    }

    /**
     * The agent asks the service.
     *
     * @param url what is asked with GET
     * @param interval from one question to the next
     * @param timeout how long the agent waits for the answer
     * @param verified whether the certificate has to be one that the agent trusts, with {@code https}
     */
    record Http(URI url, Duration interval, Duration timeout, boolean verified) implements ServiceCheck {
        public Http {
            String scheme = url.getScheme();
            if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
                throw new IllegalArgumentException(
                        "The check's address, \"" + url + "\", is not an http or https URI with a host.");
            }
            requirePositive("interval", interval);
            requirePositive("timeout", timeout);
        }

        /** One whose certificate has to be one that the agent trusts, with {@code https}. */
        public Http(URI url, Duration interval, Duration timeout) {
            this(url, interval, timeout, true);
        }
    }

    /**
     * The agent asks gRPC's own health service, {@code grpc.health.v1.Health}.
     *
     * @param target {@code host:port}, or {@code host:port/service} for one service of the server
     * @param tls whether the server speaks TLS
     * @param verified whether the certificate has to be one that the agent trusts, with TLS
     * @param interval from one question to the next
     * @param timeout how long the agent waits for the answer
     */
    record Grpc(String target, boolean tls, boolean verified, Duration interval, Duration timeout)
            implements ServiceCheck {
        private static final Pattern TARGET = Pattern.compile("(?:\\[[^\\]/]+\\]|[^:/\\[\\]]+):[0-9]{1,5}(?:/.+)?");

        public Grpc {
            if (!TARGET.matcher(target).matches()) {
                throw new IllegalArgumentException("The check's address, \"" + target
                        + "\", is not usable. Write it as 10.0.0.7:9090, [::1]:9090 or 10.0.0.7:9090/service.");
            }
            requirePositive("interval", interval);
            requirePositive("timeout", timeout);
        }
    }

    /**
     * The service tells the agent, at a third of {@code ttl} or more often.
     *
     * @param ttl how long a heartbeat counts, at least 1 s
     * @param verdict asked for each heartbeat, on the registration's thread; throwing means critical
     */
    record Ttl(Duration ttl, Supplier<Heartbeat> verdict) implements ServiceCheck {
        public Ttl {
            if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(
                        "The check's ttl is " + Durations.text(ttl) + ", which is less than 1s.");
            }
        }
    }

    /**
     * How the service is right now.
     *
     * @param status what callers should make of it
     * @param output the reason, for people
     */
    record Heartbeat(Status status, String output) {
        /** Instances that are {@link #CRITICAL} are not called. */
        public enum Status {
            PASSING,
            WARNING,
            CRITICAL
        }
    }

    private static void requirePositive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "The check's " + what + " is " + Durations.text(value) + ", which is not positive.");
        }
    }
}

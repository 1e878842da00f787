package dev.operable.discovery;

import dev.operable.config.Durations;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What this process offers to others, as Consul shall list it. Immutable; checked against Consul's limits when built.
 *
 * @param service the name that others call
 * @param id stays the same when the process starts again at the same place, so that no ghost remains
 * @param host where others reach it: a host name or an IP address without brackets
 * @param port 1 to 65535
 * @param tags unordered
 * @param meta at most 64 pairs; keys of at most 128 characters of {@code A-Z a-z 0-9 _ -}, values of at most 512
 * @param check how Consul learns whether the service is well
 * @param deregisterAfter Consul drops the service when it was critical for so long; at least 1 min
 * @param weight its share of the calls beside the other instances', 1 to 65535, with a warning as without
 */
public record Registration(
        String service,
        String id,
        String host,
        int port,
        Set<String> tags,
        Map<String, String> meta,
        ServiceCheck check,
        Duration deregisterAfter,
        int weight) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern META_KEY = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final int META_PAIRS = 64;
    private static final int META_VALUE = 512;
    private static final int MOST_WEIGHT = 65535;

    public Registration {
        requireName(service);
        if (id.isBlank() || id.equals(".") || id.equals("..") || host.isBlank()) {
            throw new IllegalArgumentException("The registration of " + service + " needs an id and a host, not \"" + id
                    + "\" and \"" + host + "\".");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "The port of " + service + " is " + port + ", which is not between 1 and 65535.");
        }
        if (deregisterAfter.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("Consul cannot drop " + service + " after "
                    + Durations.text(deregisterAfter) + " of being critical: the least is 1m.");
        }
        if (weight < 1 || weight > MOST_WEIGHT) {
            throw new IllegalArgumentException("The weight of " + service + " is " + weight
                    + ", which is not between 1 and " + MOST_WEIGHT + ". Use 1, or leave it out, for a usual share.");
        }
        tags = Set.copyOf(tags);
        meta = Map.copyOf(meta);
        checkLimits(service, meta);
    }

    /** Starts a registration with the defaults that {@link Builder} tells. */
    public static Builder of(String service, String host, int port) {
        return new Builder(service, host, port);
    }

    static String requireName(String service) {
        if (!NAME.matcher(service).matches()) {
            throw new IllegalArgumentException("The service name \"" + service
                    + "\" is not usable: it begins with a letter or a digit and goes on with A-Z a-z 0-9 . _ -.");
        }
        return service;
    }

    private static void checkLimits(String service, Map<String, String> meta) {
        if (meta.size() > META_PAIRS) {
            throw new IllegalArgumentException("The registration of " + service + " has " + meta.size()
                    + " meta pairs; Consul takes at most " + META_PAIRS + ".");
        }
        for (Map.Entry<String, String> pair : meta.entrySet()) {
            String key = pair.getKey();
            String value = pair.getValue();
            if (!META_KEY.matcher(key).matches()) {
                throw new IllegalArgumentException("The meta key \"" + key + "\" of " + service
                        + " is not accepted by Consul: 1 to 128 characters of A-Z a-z 0-9 _ - are.");
            }
            if (value.length() > META_VALUE) {
                throw new IllegalArgumentException("The meta value of \"" + key + "\" of " + service + " has "
                        + value.length() + " characters; Consul takes at most " + META_VALUE + ".");
            }
        }
    }

    /**
     * Collects the parts of a {@link Registration}. Defaults: id {@code service-host-port}, no tags, no meta, an HTTP check
     * of {@code http://host:port/self-check/ready?for=consul}, no TLS, dropped after 1 min of being critical, weight 1. For one
     * thread.
     */
    public static final class Builder {
        private final String service;
        private final String host;
        private final int port;
        private final Set<String> tags = new LinkedHashSet<>();
        private final Map<String, String> meta = new LinkedHashMap<>();
        private Optional<String> id = Optional.empty();
        private Optional<ServiceCheck> check = Optional.empty();
        private Duration deregisterAfter = Duration.ofMinutes(1);
        private int weight = 1;
        private String scheme = "http";

        private Builder(String service, String host, int port) {
            this.service = service;
            this.host = host;
            this.port = port;
        }

        public Builder id(String newId) {
            id = Optional.of(newId);
            return this;
        }

        public Builder tag(String tag) {
            tags.add(tag);
            return this;
        }

        public Builder meta(String key, String value) {
            meta.put(key, value);
            return this;
        }

        /** Adds pairs, such as those of an {@code RpcPolicy} by which the service wants to be called. */
        public Builder meta(Map<String, String> pairs) {
            meta.putAll(pairs);
            return this;
        }

        /**
         * The service speaks TLS: its default check asks with {@code https}, and the meta {@code protocol} says {@code https},
         * by which callers use TLS. Whoever may write to a catalog could leave it out; callers that must not go without TLS
         * say so themselves ({@code OPS_RPC_TLS=always}).
         */
        public Builder tls() {
            scheme = "https";
            return meta(ServiceInstance.PROTOCOL, scheme);
        }

        public Builder check(ServiceCheck newCheck) {
            check = Optional.of(newCheck);
            return this;
        }

        public Builder deregisterAfter(Duration critical) {
            deregisterAfter = critical;
            return this;
        }

        /** Its share of the calls beside the other instances': one of weight 2 gets twice as many as one of weight 1. */
        public Builder weight(int share) {
            weight = share;
            return this;
        }

        /**
         * Checks all of it.
         *
         * @throws IllegalArgumentException if Consul would refuse it, with the part that is wrong
         */
        public Registration build() {
            return new Registration(
                    service,
                    id.isPresent() ? id.get() : service + "-" + host + "-" + port,
                    host,
                    port,
                    tags,
                    meta,
                    check.isPresent() ? check.get() : ServiceCheck.http(readiness()),
                    deregisterAfter,
                    weight);
        }

        private URI readiness() {
            String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return URI.create(scheme + "://" + name + ":" + port + "/self-check/ready?for=consul");
        }
    }
}

package dev.operable.discovery;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One running process of a service. Immutable.
 *
 * @param id unique among what one agent has registered; instances at different agents may share one, so who tells them
 *     apart looks at host and port too
 * @param service the service's name
 * @param host a host name or an IP address, without brackets
 * @param port 1 to 65535
 * @param tags what the instance says of itself, unordered
 * @param meta what the instance says of itself, by key
 * @param weight its share of the calls beside the others', 1 to 65535; 1 unless its source says otherwise
 */
public record ServiceInstance(
        String id, String service, String host, int port, Set<String> tags, Map<String, String> meta, int weight) {
    static final String PROTOCOL = "protocol";
    private static final int MOST = 65535;

    public ServiceInstance {
        if (host.isBlank()) {
            throw new IllegalArgumentException("The instance " + id + " of " + service + " has no host.");
        }
        if (port < 1 || port > MOST) {
            throw new IllegalArgumentException("The instance " + id + " of " + service + " has the port " + port
                    + ", which is not between 1 and 65535.");
        }
        if (weight < 1 || weight > MOST) {
            throw new IllegalArgumentException("The instance " + id + " of " + service + " has the weight " + weight
                    + ", which is not between 1 and 65535.");
        }
        tags = Set.copyOf(tags);
        meta = Map.copyOf(meta);
    }

    /** An instance of weight 1. */
    public ServiceInstance(
            String id, String service, String host, int port, Set<String> tags, Map<String, String> meta) {
        this(id, service, host, port, tags, meta, 1);
    }

    /** Host and port as in a URI: {@code 10.0.0.7:8080}, {@code [::1]:8080}. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Whether its meta {@code protocol} says {@code https}, as {@link Registration.Builder#tls()} has it say. */
    public boolean tls() {
        return "https".equals(meta.get(PROTOCOL));
    }

    /** Its meta {@code version}. */
    public Optional<String> version() {
        return Optional.ofNullable(meta.get("version"));
    }

    /** Where it runs: its meta {@code zone}. */
    public Optional<String> zone() {
        return Optional.ofNullable(meta.get("zone"));
    }
}

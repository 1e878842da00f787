package dev.operable.discovery;

import java.util.Map;
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
 */
public record ServiceInstance(
        String id, String service, String host, int port, Set<String> tags, Map<String, String> meta) {
    public ServiceInstance {
        if (host.isBlank()) {
            throw new IllegalArgumentException("The instance " + id + " of " + service + " has no host.");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The instance " + id + " of " + service + " has the port " + port
                    + ", which is not between 1 and 65535.");
        }
        tags = Set.copyOf(tags);
        meta = Map.copyOf(meta);
    }

    /** Host and port as in a URI: {@code 10.0.0.7:8080}, {@code [::1]:8080}. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

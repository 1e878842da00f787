package dev.operable.discovery;

import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Instances whose addresses were given and never change. */
final class FixedDiscovery implements Discovery {
    private static final String SOURCE = "static";

    private final Map<String, List<ServiceInstance>> known;
    private final Map<String, Instances> views = new ConcurrentHashMap<>();

    private FixedDiscovery(Map<String, List<ServiceInstance>> known) {
        this.known = known;
    }

    static FixedDiscovery of(Map<String, List<URI>> addresses) {
        Map<String, List<ServiceInstance>> known = new LinkedHashMap<>();
        addresses.forEach((service, uris) -> {
            List<ServiceInstance> instances =
                    uris.stream().map(uri -> instance(service, uri)).toList();
            if (Set.copyOf(instances).size() != instances.size()) {
                throw new IllegalArgumentException(
                        "The address list of " + service + ", " + uris + ", has an address twice.");
            }
            known.put(service, instances);
        });
        return new FixedDiscovery(Map.copyOf(known));
    }

    @Override
    public Instances instances(String service) {
        return views.computeIfAbsent(service, name -> {
            LiveInstances view = new LiveInstances(name, SOURCE, Clock.systemUTC());
            view.saw(known.getOrDefault(name, List.of()));
            return view;
        });
    }

    @Override
    public boolean knows(String service) {
        return known.containsKey(service);
    }

    @Override
    public void close() {
        // Nothing runs.
    }

    private static ServiceInstance instance(String service, URI uri) {
        String path = uri.getRawPath();
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (!(tls || "http".equalsIgnoreCase(uri.getScheme()))
                || uri.getHost() == null
                || !(path.isEmpty() || path.equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawUserInfo() != null) {
            // Not by the URI's user information, which it does not tell for a host like my_host.
            throw new IllegalArgumentException("The address \"" + MaskedAddress.of(uri.toString()) + "\" of " + service
                    + " is not usable. Write it as http://host:port or https://host:port, without a path.");
        }
        String host = uri.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        return new ServiceInstance(
                service + "-" + bare + "-" + port,
                service,
                bare,
                port,
                Set.of(),
                tls ? Map.of(ServiceInstance.PROTOCOL, "https") : Map.of());
    }
}

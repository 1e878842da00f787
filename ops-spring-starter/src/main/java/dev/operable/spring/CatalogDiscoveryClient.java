package dev.operable.spring;

import dev.operable.discovery.Catalog;
import dev.operable.discovery.Instances;
import java.time.Duration;
import java.util.List;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * What we find, for code that is written for Spring Cloud. The first question for a service waits for the answer of the source
 * for at most 2 s, later ones for nothing. Safe for use by many threads.
 */
final class CatalogDiscoveryClient implements DiscoveryClient {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Catalog catalog;

    CatalogDiscoveryClient(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String description() {
        return "Operable, "
                + catalog.agent().map(agent -> "from Consul at " + agent).orElse("without Consul");
    }

    /** Empty for a name that is none of ours, so that the next client is asked. */
    @Override
    public List<ServiceInstance> getInstances(String service) {
        if (!catalog.discovery().knows(service)) {
            return List.of();
        }
        Instances found = catalog.discovery().instances(service);
        return current(found).stream().map(CatalogDiscoveryClient::instance).toList();
    }

    private static List<dev.operable.discovery.ServiceInstance> current(Instances found) {
        try {
            return found.await(PATIENCE).instances();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found.current().instances();
        }
    }

    private static ServiceInstance instance(dev.operable.discovery.ServiceInstance found) {
        String host = found.host().indexOf(':') < 0 ? found.host() : "[" + found.host() + "]";
        return new DefaultServiceInstance(found.id(), found.service(), host, found.port(), found.tls(), found.meta());
    }

    @Override
    public List<String> getServices() {
        return catalog.services();
    }
}

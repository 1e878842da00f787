package dev.operable.spring;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The same for who must not wait: the waiting is done by a thread of Reactor's for that. */
final class ReactiveCatalogDiscoveryClient implements ReactiveDiscoveryClient {
    private final DiscoveryClient blocking;

    ReactiveCatalogDiscoveryClient(DiscoveryClient blocking) {
        this.blocking = blocking;
    }

    @Override
    public String description() {
        return blocking.description();
    }

    @Override
    public Flux<ServiceInstance> getInstances(String service) {
        return Flux.defer(() -> Flux.fromIterable(blocking.getInstances(service)))
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Flux<String> getServices() {
        return Flux.defer(() -> Flux.fromIterable(blocking.getServices())).subscribeOn(Schedulers.boundedElastic());
    }
}

package dev.operable.spring;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Wraps the one bean from which Spring Boot makes the transport of {@code WebClient}, and with it the {@code
 * ClientHttpConnector} that its {@code WebClient.Builder} has.
 */
final class NamedConnectors implements BeanPostProcessor {
    private final ServiceNames names;

    NamedConnectors(ServiceNames names) {
        this.names = names;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ClientHttpConnectorBuilder<?> builder ? wrapped(builder) : bean;
    }

    private ClientHttpConnectorBuilder<ClientHttpConnector> wrapped(ClientHttpConnectorBuilder<?> builder) {
        return settings -> new NamedConnector(names, builder.build(settings));
    }
}

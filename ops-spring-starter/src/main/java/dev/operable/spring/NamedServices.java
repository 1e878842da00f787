package dev.operable.spring;

import dev.operable.rpc.RpcClient;
import java.io.IOException;
import java.net.URI;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Wraps the one bean from which Spring Boot makes the transport of {@code RestClient}, {@code RestTemplate} and HTTP
 * service interfaces, so that each of them can call services by name. Every other host goes the way it went before.
 */
final class NamedServices implements BeanPostProcessor {
    private final ServiceNames names;

    NamedServices(ServiceNames names) {
        this.names = names;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ClientHttpRequestFactoryBuilder<?> builder ? wrapped(builder) : bean;
    }

    private ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> wrapped(
            ClientHttpRequestFactoryBuilder<?> builder) {
        return settings -> {
            ClientHttpRequestFactory others = builder.build(settings);
            return (uri, method) -> request(others, uri, method);
        };
    }

    private ClientHttpRequest request(ClientHttpRequestFactory others, URI uri, HttpMethod method) throws IOException {
        RpcClient service = names.client(uri);
        return service == null ? others.createRequest(uri, method) : new RpcHttpRequest(service, uri, method);
    }
}

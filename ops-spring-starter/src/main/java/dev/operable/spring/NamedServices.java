package dev.operable.spring;

import dev.operable.discovery.Catalog;
import dev.operable.rpc.RpcClients;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
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
    private static final String LOCALHOST = "localhost";

    private final ObjectProvider<RpcClients> clients;
    private final ObjectProvider<Catalog> catalog;

    NamedServices(ObjectProvider<RpcClients> clients, ObjectProvider<Catalog> catalog) {
        this.clients = clients;
        this.catalog = catalog;
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

    private ClientHttpRequest request(ClientHttpRequestFactory others, URI uri, HttpMethod method)
            throws java.io.IOException {
        String service = service(uri);
        // A name that nobody was told of may be one of the network's own, as in Docker Compose.
        return service != null && catalog.getObject().discovery().knows(service)
                ? new RpcHttpRequest(clients.getObject().client(service), uri, method)
                : others.createRequest(uri, method);
    }

    /** The name of the service that is meant; null if an ordinary host is. */
    static @Nullable String service(URI uri) {
        String host = uri.getHost();
        boolean named = "http".equals(uri.getScheme())
                && host != null
                && uri.getPort() == -1
                && uri.getRawUserInfo() == null
                && host.indexOf('.') < 0
                && host.indexOf(':') < 0
                && !host.equalsIgnoreCase(LOCALHOST);
        return named ? host : null;
    }
}

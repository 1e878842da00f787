package dev.operable.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.webflux.autoconfigure.WebFluxProperties;
import org.springframework.http.server.reactive.ContextPathCompositeHandler;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Has requests outside of {@code spring.webflux.base-path} counted as others are: what stands around the application does not
 * see them.
 */
final class OutsideBasePath implements BeanPostProcessor {
    private final ObjectProvider<WebRequests> requests;
    private final ObjectProvider<WebFluxProperties> properties;

    OutsideBasePath(ObjectProvider<WebRequests> requests, ObjectProvider<WebFluxProperties> properties) {
        this.requests = requests;
        this.properties = properties;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof ContextPathCompositeHandler all)) {
            return bean;
        }
        WebFluxProperties webflux = properties.getIfAvailable();
        String base = webflux == null ? null : webflux.getBasePath();
        return base == null || base.isEmpty() ? bean : around(all, base);
    }

    private HttpHandler around(HttpHandler all, String base) {
        HttpHandler counted = requests.getObject().around(all);
        return (request, response) -> {
            String path = request.getPath().pathWithinApplication().value();
            return (path.startsWith(base) ? all : counted).handle(request, response);
        };
    }
}

package dev.operable.spring;

import dev.operable.discovery.Catalog;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Tells {@code http://hits/links} from addresses of the network. Safe for use by many threads. */
final class ServiceNames {
    private static final String LOCALHOST = "localhost";

    private final ObjectProvider<RpcClients> clients;
    private final ObjectProvider<Catalog> catalog;

    /** Asks for neither of them before the first call, for who makes clients is older than both. */
    ServiceNames(ObjectProvider<RpcClients> clients, ObjectProvider<Catalog> catalog) {
        this.clients = clients;
        this.catalog = catalog;
    }

    /** The client of the service that is meant; null if an ordinary host is. */
    @Nullable
    RpcClient client(URI uri) {
        String service = service(uri);
        // A name that nobody was told of may be one of the network's own, as in Docker Compose.
        return service != null && catalog.getObject().discovery().knows(service)
                ? clients.getObject().client(service)
                : null;
    }

    private static @Nullable String service(URI uri) {
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

package dev.operable.rpc;

import dev.operable.discovery.Discovery;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells {@code http://hits/links} from addresses of the network, for clients of other libraries. */
final class NamedTarget {
    /** In the metrics, since of these requests only the path itself is known: a path would be a series of its own. */
    static final String ANY_PATH = "/**";

    private static final String ANY_HOST = "http://any";
    private static final String LOCALHOST = "localhost";
    private static final Set<String> OF_THE_TRANSPORT =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private final RpcClients clients;
    private final Discovery discovery;

    NamedTarget(RpcClients clients, Discovery discovery) {
        this.clients = clients;
        this.discovery = discovery;
    }

    /** The client of the service that is meant; null if an ordinary host is. */
    @Nullable
    RpcClient client(URI uri) {
        String host = uri.getHost() == null ? uri.getRawAuthority() : uri.getHost();
        boolean named = "http".equalsIgnoreCase(uri.getScheme())
                && host != null
                && host.matches("[A-Za-z0-9_-]+")
                && uri.getPort() == -1
                && !host.equalsIgnoreCase(LOCALHOST);
        if (!named) {
            return null;
        }
        // A name that nobody was told of may be one of the network's own, as in Docker Compose.
        if (discovery.knows(host)) {
            return clients.client(host);
        }
        String usual = host.toLowerCase(Locale.ROOT); // names of hosts have no case
        return discovery.knows(usual) ? clients.client(usual) : null;
    }

    /** As it is, but for characters outside ASCII, which are encoded as the JDK's client does. */
    static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return target.chars().allMatch(c -> c <= '~')
                ? target
                : URI.create(ANY_HOST + target).toASCIIString().substring(ANY_HOST.length());
    }

    static boolean ofTheTransport(String header) {
        return OF_THE_TRANSPORT.contains(header.toLowerCase(Locale.ROOT));
    }
}

package dev.operable.core.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.operable.config.ListenAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a web page from elsewhere makes a browser on this machine, or in this network, ask.
 *
 * <p>A page's own name in {@code Host} is a name made to point here (DNS rebinding); a foreign {@code Origin} is a
 * request across sites. Where the server listens on loopback only, nobody needs another name than localhost. Elsewhere
 * machines have names that only their operator knows, so any is fine for what is open to everybody in reach anyway.
 */
final class BrowserGuard {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern NAME_AND_PORT = Pattern.compile("(\\[[0-9a-f:.%]+]|[a-z0-9._-]+)(:\\d{1,5})?");

    private final String listenHost;
    private final boolean anyName;

    BrowserGuard(ListenAddress listen) {
        listenHost = listen.host().toLowerCase(Locale.ROOT);
        anyName = !isLoopback(listenHost);
    }

    Optional<Problem> refuse(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        List<String> hosts = headers.getOrDefault("Host", List.of());
        String host = hosts.size() == 1 ? hosts.get(0).toLowerCase(Locale.ROOT) : "";
        if (!NAME_AND_PORT.matcher(host).matches()) {
            return Optional.of(Problem.of(400, "The request needs one Host header."));
        }
        if (!anyName && !isOwnName(withoutPort(host))) {
            return Optional.of(Problem.of(
                    421, "The Host header does not name this server. Ask for localhost or for its IP address."));
        }
        String origin = headers.getFirst("Origin");
        boolean foreign = origin != null && !origin.equalsIgnoreCase("http://" + host);
        if (foreign || isCrossSite(headers.getFirst("Sec-Fetch-Site"))) {
            return Optional.of(Problem.of(403, "Requests of web pages from elsewhere are refused."));
        }
        return Optional.empty();
    }

    private boolean isOwnName(String name) {
        return name.equals(listenHost) || isAddress(name) || name.equals("localhost");
    }

    private static boolean isCrossSite(@Nullable String site) {
        return site != null && (site.equals("cross-site") || site.equals("same-site"));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || (host.startsWith("127.") && isAddress(host));
    }

    // No page can be served from a bare address that is not its own, so addresses are no danger.
    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || IPV4.matcher(name).matches();
    }

    private static String withoutPort(String host) {
        int bracket = host.indexOf(']');
        if (bracket >= 0) {
            return host.substring(1, bracket);
        }
        int colon = host.indexOf(':');
        return colon >= 0 ? host.substring(0, colon) : host;
    }
}

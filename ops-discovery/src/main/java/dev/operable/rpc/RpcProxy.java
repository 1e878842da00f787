package dev.operable.rpc;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import dev.operable.discovery.ServiceInstance;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * Which calls go through a proxy: by default those to fixed addresses, as curl and Go read the variables, and never those to
 * instances that were discovered, which are on this side of it. Immutable.
 *
 * @param mode {@link Mode#FIXED} by default
 * @param http the proxy of {@code http://} addresses: {@code http://host:port}, {@code host:port}, or with {@code
 *     user:password@} before the host, for which it is a secret
 * @param https the proxy of {@code https://} addresses, which is asked for a tunnel
 * @param direct what is called without a proxy: names with those below them, addresses, networks ({@code 10.0.0.0/8}), each
 *     perhaps with a port, or {@code *}. {@code localhost} and loopback addresses always are
 */
public record RpcProxy(
        @Key("OPS_RPC_PROXY")
        @Default("fixed")
        @Doc("Which calls go through HTTP_PROXY and HTTPS_PROXY: fixed (those to fixed addresses), all, off.")
        Mode mode,

        @Key(HTTP_PROXY) @Doc("The proxy of calls to http addresses, as host:port.")
        Optional<Secret> http,

        @Key(HTTPS_PROXY) @Doc("The proxy of calls to https addresses, as host:port.")
        Optional<Secret> https,

        @Key("NO_PROXY") @Doc("What is called without a proxy: names with those below them, addresses, networks, or *.")
        List<String> direct) {

    /** Which calls go through the proxies. */
    public enum Mode {
        /** Those to addresses that this process was given. */
        FIXED,
        /** Those to instances that were discovered, too. */
        ALL,
        /** None. */
        OFF
    }

    /** One proxy and who we are there. */
    record Proxy(HttpHost host, @Nullable UsernamePasswordCredentials credentials) {}

    private static final int USUAL_PORT = 80;
    private static final String HTTP_PROXY = "HTTP_PROXY";
    private static final String HTTPS_PROXY = "HTTPS_PROXY";

    public RpcProxy {
        direct = List.copyOf(direct);
        for (String host : direct) {
            Bypass.of(host);
        }
    }

    /** Through none. */
    public static RpcProxy none() {
        return new RpcProxy(Mode.OFF, Optional.empty(), Optional.empty(), List.of());
    }

    /** Null for a direct connection, and for one that cannot be made. */
    @Nullable
    Proxy to(ServiceInstance instance, boolean tls, boolean fixed) {
        return through(instance, tls, fixed).map(RpcProxy::parse).orElse(null);
    }

    /** Why an instance cannot be called; null if it can. */
    @Nullable
    String problem(ServiceInstance instance, boolean tls, boolean fixed) {
        boolean unusable = through(instance, tls, fixed)
                .filter(text -> parse(text) == null)
                .isPresent();
        return unusable ? unusable(tls ? HTTPS_PROXY : HTTP_PROXY) : null;
    }

    /**
     * What calls would fail for. No reason to refuse the start: the variables are there for every program on the machine, and a
     * service that calls nobody beyond its own network is not concerned.
     */
    List<String> problems() {
        if (mode == Mode.OFF) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        if (http.isPresent() && parse(http.get()) == null) {
            problems.add(unusable(HTTP_PROXY));
        }
        if (https.isPresent() && parse(https.get()) == null) {
            problems.add(unusable(HTTPS_PROXY));
        }
        return problems;
    }

    private Optional<Secret> through(ServiceInstance instance, boolean tls, boolean fixed) {
        if (mode == Mode.OFF || (mode == Mode.FIXED && !fixed)) {
            return Optional.empty();
        }
        boolean bypassed = Bypass.isLoopback(instance.host())
                || direct.stream().map(Bypass::of).anyMatch(bypass -> bypass.matches(instance.host(), instance.port()));
        return bypassed ? Optional.empty() : tls ? https : http;
    }

    /** Null for what is no proxy that is spoken to in HTTP. */
    private static @Nullable Proxy parse(Secret text) {
        String written = text.reveal();
        try {
            URI uri = new URI(written.contains("://") ? written : "http://" + written);
            // What follows the port is the rest of a password whose marks are not encoded, cut where the host seemed to
            // begin.
            boolean more = uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || uri.getPath().length() > 1;
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && !more) {
                HttpHost host = new HttpHost("http", uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
                String user = uri.getUserInfo();
                return new Proxy(host, user == null ? null : credentials(user));
            }
            return null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static UsernamePasswordCredentials credentials(String user) {
        int colon = user.indexOf(':');
        String password = user.substring(colon + 1);
        return colon < 0
                ? new UsernamePasswordCredentials(user, new char[0])
                : new UsernamePasswordCredentials(user.substring(0, colon), password.toCharArray());
    }

    private static String unusable(String variable) {
        // Not the value, which may have a password.
        return variable + " is not a proxy that calls can use. Write it as http://host:port"
                + " or http://user:password@host:port with what is no letter or digit of the"
                + " password percent-encoded, or leave the variable to others with OPS_RPC_PROXY=off.";
    }
}

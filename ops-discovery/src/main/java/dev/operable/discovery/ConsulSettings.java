package dev.operable.discovery;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Durations;
import dev.operable.config.Key;
import dev.operable.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where Consul answers and how it is asked. Immutable.
 *
 * @param address {@code host:port} or an {@code http} or {@code https} URI without a path; by default the agent of this
 *     machine
 * @param token sent as {@code X-Consul-Token}, to this address only; none by default
 * @param ssl whether an address without a scheme means {@code https}; false by default
 * @param tls the files for {@code https}; what the JDK trusts by default
 * @param namespace sent with each request, for Consul Enterprise; the token's own by default
 * @param partition sent with each request, for Consul Enterprise; the agent's own by default
 * @param check how Consul learns whether this service is well; {@link CheckKind#HTTP} by default
 * @param maxWait how long a question about a service stays open when nothing changes, from 1 s to 10 min; 1 min by default,
 *     because an agent that hangs is found out only after that time
 * @param connections how many connections the questions about services hold at most, 10 to 10000; 190 by default, of the 200
 *     that an agent lets all processes of a machine together have; more names than that are asked about in turn
 */
public record ConsulSettings(
        @Key("CONSUL_HTTP_ADDR") @Default(ConsulSettings.LOCAL) @Doc("Where the Consul agent answers.")
        String address,

        @Key("CONSUL_HTTP_TOKEN") @Doc("The ACL token for Consul.")
        Optional<Secret> token,

        @Key("CONSUL_HTTP_SSL") @Default("false") @Doc("Whether an address without a scheme means https.")
        boolean ssl,

        ConsulTls tls,

        @Key("CONSUL_NAMESPACE") @Doc("The namespace of Consul Enterprise.")
        Optional<String> namespace,

        @Key("CONSUL_PARTITION") @Doc("The admin partition of Consul Enterprise.")
        Optional<String> partition,

        @Key("OPS_CONSUL_CHECK")
        @Default("http")
        @Doc("How Consul learns whether this service is well: http (the agent asks) or ttl (the service tells).")
        CheckKind check,

        @Key("OPS_CONSUL_WAIT") @Default("1m") @Doc("How long a question to Consul stays open when nothing changes.")
        Duration maxWait,

        @Key("OPS_CONSUL_CONNECTIONS")
        @Default("190")
        @Doc("How many connections the questions to Consul about services hold at most.")
        int connections) {

    static final String LOCAL = "127.0.0.1:8500";
    static final int CONNECTIONS = 190;

    /** Who takes the first step in a health check. */
    public enum CheckKind {
        /** The agent asks the service over HTTP. */
        HTTP,
        /** The service tells the agent, for services that the agent cannot reach. */
        TTL
    }

    /** An empty address is none, which is how a template leaves it out. */
    static boolean isSet(Optional<String> address) {
        return address.isPresent() && !address.get().isBlank();
    }

    public ConsulSettings {
        address = isSet(Optional.of(address)) ? address : LOCAL;
        if (maxWait.compareTo(Duration.ofSeconds(1)) < 0 || maxWait.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("The wait for Consul is " + Durations.text(maxWait)
                    + ", which is not between 1s and 10m (OPS_CONSUL_WAIT).");
        }
        if (connections < 10 || connections > 10_000) {
            throw new IllegalArgumentException("The connections to Consul are " + connections
                    + ", which is not between 10 and 10000 (OPS_CONSUL_CONNECTIONS).");
        }
        if (token.isPresent() && !token.get().reveal().matches("[!-~]+")) {
            throw new IllegalArgumentException(
                    "The token for Consul is empty or has a blank or another character that no token has"
                            + " (CONSUL_HTTP_TOKEN).");
        }
        parse(address, ssl);
    }

    /** The agent at this address, with the defaults for all else. */
    public static ConsulSettings at(URI address) {
        return new ConsulSettings(
                address.toString(),
                Optional.empty(),
                false,
                ConsulTls.USUAL,
                Optional.empty(),
                Optional.empty(),
                CheckKind.HTTP,
                Duration.ofMinutes(1),
                CONNECTIONS);
    }

    /** The same at this address. */
    public ConsulSettings withAddress(URI newAddress) {
        return with(newAddress.toString(), token, tls, maxWait, connections);
    }

    /** The same with this token. */
    public ConsulSettings withToken(Secret newToken) {
        return with(address, Optional.of(newToken), tls, maxWait, connections);
    }

    /** The same with this longest wait. */
    public ConsulSettings withMaxWait(Duration newMaxWait) {
        return with(address, token, tls, newMaxWait, connections);
    }

    /** The same with so many connections for questions about services. */
    public ConsulSettings withConnections(int newConnections) {
        return with(address, token, tls, maxWait, newConnections);
    }

    /** The same with these files for TLS. */
    public ConsulSettings withTls(ConsulTls newTls) {
        return with(address, token, newTls, maxWait, connections);
    }

    private ConsulSettings with(
            String newAddress, Optional<Secret> newToken, ConsulTls newTls, Duration newMaxWait, int newConnections) {
        return new ConsulSettings(
                newAddress, newToken, ssl, newTls, namespace, partition, check, newMaxWait, newConnections);
    }

    /** What every request carries in its query, with an {@code &} before each; empty when there is nothing. */
    String scope() {
        return namespace.map(name -> "&ns=" + ConsulRequest.encoded(name)).orElse("")
                + partition
                        .map(name -> "&partition=" + ConsulRequest.encoded(name))
                        .orElse("");
    }

    /** The address with its scheme and without a path. */
    public URI uri() {
        return parse(address, ssl);
    }

    /** What may be called of what this Consul lists. */
    AddressRules addressRules() {
        String host = uri().getHost();
        return new AddressRules(host.equals("localhost") || host.equals("[::1]") || host.startsWith("127."));
    }

    private static URI parse(String address, boolean ssl) {
        String text = address.contains("://") ? address : (ssl ? "https://" : "http://") + address;
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && bare
                    && uri.getRawQuery() == null
                    && uri.getRawUserInfo() == null) {
                return new URI(scheme, null, uri.getHost(), uri.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // Not as the cause, whose message has the whole address with its password.
            throw new IllegalArgumentException(complaint(address, " (" + e.getReason() + ")"));
        }
        throw new IllegalArgumentException(complaint(address, ""));
    }

    private static String complaint(String address, String why) {
        return "The address of Consul, \"" + MaskedAddress.of(address)
                + "\", is not usable" + why + ". Write it as 127.0.0.1:8500, http://consul:8500 or https://consul:8501"
                + " (CONSUL_HTTP_ADDR).";
    }
}

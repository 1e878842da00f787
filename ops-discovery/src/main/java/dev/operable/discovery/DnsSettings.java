package dev.operable.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which name in DNS a service has, and who is asked for it. Immutable.
 *
 * @param name with {@code {service}} where the service's name stands, written out in full: no search domain is tried
 * @param port of each instance, and then the name's addresses (A and AAAA) are asked for; without it the name's services
 *     (SRV) are, which have ports of their own
 * @param server {@code address} or {@code address:port}, an IP address; the system's own when it is not set
 */
public record DnsSettings(String name, Optional<Integer> port, Optional<String> server) {
    private static final String SERVICE = "{service}";
    private static final Pattern SERVER =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(\\d{1,5}))?|([0-9.]+)(?::(\\d{1,5}))?");
    private static final int DNS = 53;

    public DnsSettings {
        if (!name.contains(SERVICE)) {
            throw new IllegalArgumentException("The DNS name \"" + name + "\" has no " + SERVICE
                    + ". Write it as _http._tcp.{service}.shop.svc.cluster.local (OPS_DNS_NAME).");
        }
        port.ifPresent(value -> requirePort(value, "OPS_DNS_PORT"));
        server.ifPresent(DnsSettings::parse);
    }

    /** Asks for SRV records: {@code _http._tcp.{service}.shop.svc.cluster.local}, {@code {service}.service.consul}. */
    public static DnsSettings services(String name) {
        return new DnsSettings(name, Optional.empty(), Optional.empty());
    }

    /** Asks for A and AAAA records: {@code {service}.shop.svc.cluster.local}. */
    public static DnsSettings addresses(String name, int port) {
        return new DnsSettings(name, Optional.of(port), Optional.empty());
    }

    /** The same, asked of this server. */
    public DnsSettings withServer(String newServer) {
        return new DnsSettings(name, port, Optional.of(newServer));
    }

    String nameOf(String service) {
        return name.replace(SERVICE, service);
    }

    Optional<InetSocketAddress> serverAddress() {
        return server.map(DnsSettings::parse);
    }

    private static InetSocketAddress parse(String server) {
        Matcher matcher = SERVER.matcher(server);
        boolean six = matcher.matches() && matcher.group(1) != null;
        Optional<InetAddress> address =
                matcher.matches() ? AddressRules.literal(matcher.group(six ? 1 : 3)) : Optional.empty();
        if (address.isEmpty()) {
            throw new IllegalArgumentException("The DNS server \"" + server
                    + "\" is not an IP address. Write it as 127.0.0.1:8600 or [::1]:8600 (OPS_DNS_SERVER).");
        }
        String port = matcher.group(six ? 2 : 4);
        int number = port == null ? DNS : Integer.parseInt(port);
        requirePort(number, "OPS_DNS_SERVER");
        return new InetSocketAddress(address.get(), number);
    }

    private static void requirePort(int port, String variable) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The port " + port + " is not between 1 and 65535 (" + variable + ").");
        }
    }
}

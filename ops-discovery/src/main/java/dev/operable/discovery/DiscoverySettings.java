package dev.operable.discovery;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How this process finds others and is found.
 *
 * @param mode where instances come from
 * @param advertise the host that is registered; the first routable address when it is not set
 * @param devkitDirectory where the processes of one machine meet in development; the user's cache when it is not set
 * @param snapshots where the instances seen last are kept for a start while Consul is away; they are not when it is not set
 * @param dnsName see {@link DnsSettings#name()}; required with {@link Mode#DNS}
 * @param dnsPort see {@link DnsSettings#port()}
 * @param dnsServer see {@link DnsSettings#server()}
 */
public record DiscoverySettings(
        @Key("OPS_DISCOVERY")
        @Default("auto")
        @Doc(
                "consul, dns, static, off; auto is consul when CONSUL_HTTP_ADDR is set, in development the devkit's agent, else static.")
        Mode mode,

        @Key("OPS_ADVERTISE") @Doc("The host that is registered; the first routable address when it is not set.")
        Optional<String> advertise,

        @Key("OPS_DEVKIT_DIR") @Doc("Where the processes of one machine meet in development.")
        Optional<Path> devkitDirectory,

        @Key("OPS_SNAPSHOTS")
        @Doc("A folder for what Consul said last, for a start while it is away; nothing is kept when it is not set.")
        Optional<Path> snapshots,

        @Key("OPS_DNS_NAME") @Doc("With OPS_DISCOVERY=dns: the name of a service in DNS, with {service} in it.")
        Optional<String> dnsName,

        @Key("OPS_DNS_PORT")
        @Doc(
                "With OPS_DISCOVERY=dns: the port of every instance, found by A and AAAA records; without it by SRV records.")
        Optional<Integer> dnsPort,

        @Key("OPS_DNS_SERVER")
        @Doc(
                "With OPS_DISCOVERY=dns: the IP address of the DNS server, with its port if that is not 53; the system's own when it is not set.")
        Optional<String> dnsServer) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:%_-]+");

    public DiscoverySettings {
        if (advertise.isPresent() && !HOST.matcher(advertise.get()).matches()) {
            throw new IllegalArgumentException(
                    "OPS_ADVERTISE is not a host: it is a host name or an IP address, without a port and without brackets.");
        }
        if (mode == Mode.DNS && dnsName.isEmpty()) {
            throw new IllegalArgumentException("OPS_DNS_NAME is missing, which OPS_DISCOVERY=dns needs. Write it as"
                    + " _http._tcp.{service}.shop.svc.cluster.local.");
        }
        if (dnsName.isPresent()) {
            new DnsSettings(dnsName.get(), dnsPort, dnsServer);
        }
    }

    /** How DNS is asked; empty when no name is set. */
    Optional<DnsSettings> dns() {
        return dnsName.map(name -> new DnsSettings(name, dnsPort, dnsServer));
    }

    /** Where instances come from. A {@code <NAME>_URL} variable wins over each of them. */
    public enum Mode {
        /** Consul when its address is set, else the devkit's agent in development, else static. */
        AUTO,
        /** The agent at {@code CONSUL_HTTP_ADDR}. */
        CONSUL,
        /** DNS at {@code OPS_DNS_NAME}; this process is not registered. */
        DNS,
        /** Only {@code <NAME>_URL} variables; this process is not registered. */
        STATIC,
        /** Nothing is found and nothing is registered. */
        OFF
    }
}

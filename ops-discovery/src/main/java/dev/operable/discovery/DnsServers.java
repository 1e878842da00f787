package dev.operable.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who answers DNS questions on this machine, from {@code /etc/resolv.conf}; read again by each look. */
final class DnsServers {
    private static final Pattern NAMESERVER =
            Pattern.compile("\\s*nameserver\\s+([0-9A-Fa-f:.]+)(?:%\\S+)?\\s*(?:[#;].*)?");
    private static final int DNS = 53;

    private final Path file;

    DnsServers(Path file) {
        this.file = file;
    }

    static DnsServers ofThisMachine() {
        return new DnsServers(Path.of("/etc/resolv.conf"));
    }

    List<InetSocketAddress> present() throws IOException {
        List<InetSocketAddress> servers = Files.readAllLines(file).stream()
                .map(NAMESERVER::matcher)
                .filter(Matcher::matches)
                .flatMap(matcher -> AddressRules.literal(matcher.group(1)).stream())
                .map(address -> new InetSocketAddress(address, DNS))
                .limit(3)
                .toList();
        // As the system's own resolver does it.
        return servers.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), DNS)) : servers;
    }
}

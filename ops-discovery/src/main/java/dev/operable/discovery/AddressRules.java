package dev.operable.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which addresses that others have written into a catalog may be called. Whoever can write there would otherwise choose
 * where this process sends its requests, and what it can reach others cannot. Safe for use by many threads.
 */
final class AddressRules {
    /** Four numbers as everybody writes them; shorter, longer and zero-padded forms mean different things to different readers. */
    private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    /** The last part does not begin with a digit, or it would be read as a number by some. */
    private static final Pattern NAME = Pattern.compile("(?:" + LABEL + "\\.)*(?![0-9])" + LABEL + "\\.?");

    private static final int LONGEST_NAME = 253;
    /** Where clouds answer with credentials, apart from the link-local address that most of them use. */
    private static final List<String> METADATA = List.of("100.100.100.200", "fd00:ec2:0:0:0:0:0:254");

    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private final boolean ownMachine;

    /**
     * Rules for what comes from one source.
     *
     * @param ownMachine whether the source is on this machine, so that it can speak of this machine's loopback addresses
     */
    AddressRules(boolean ownMachine) {
        this.ownMachine = ownMachine;
    }

    /**
     * Why the address may not be called, as a clause for people; empty when it may.
     *
     * @param node the address of the machine that the source says the instance is on
     */
    Optional<String> refusal(String host, int port, String node) {
        if (port < 1 || port > 65535) {
            return Optional.of("its port is not between 1 and 65535");
        }
        if (isName(host)) {
            String name = host.toLowerCase(Locale.ROOT);
            boolean local = name.replaceAll("\\.$", "").matches("(?:.*\\.)?localhost");
            return local ? loopback(node) : Optional.empty();
        }
        return literal(host).map(address -> refusal(address, node)).orElse(Optional.of("that is not a host"));
    }

    private Optional<String> refusal(InetAddress address, String node) {
        if (address.isLinkLocalAddress() || METADATA.contains(address.getHostAddress())) {
            return Optional.of("that is a link-local address, where clouds give out credentials");
        }
        if (address.isMulticastAddress() || address.isAnyLocalAddress() || reserved(address)) {
            return Optional.of("that is no address of one machine");
        }
        return address.isLoopbackAddress() ? loopback(node) : Optional.empty();
    }

    private Optional<String> loopback(String node) {
        return ownMachine && onThisMachine(node)
                ? Optional.empty()
                : Optional.of("that is a loopback address, of another machine");
    }

    private static boolean onThisMachine(String node) {
        try {
            Optional<InetAddress> address = literal(node);
            return address.isPresent()
                    && (address.get().isLoopbackAddress() || NetworkInterface.getByInetAddress(address.get()) != null);
        } catch (SocketException unreadable) {
            // Not known to be this machine.
            return false;
        }
    }

    private static boolean isName(String host) {
        return host.length() <= LONGEST_NAME && NAME.matcher(host).matches();
    }

    /** Without asking DNS; an IPv4 address inside of an IPv6 one is taken out of it. */
    static Optional<InetAddress> literal(String host) {
        if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.getByName(host).getAddress();
            boolean inside = bytes.length == 16 && Arrays.equals(bytes, 0, 12, NAT64, 0, 12);
            return Optional.of(InetAddress.getByAddress(inside ? Arrays.copyOfRange(bytes, 12, 16) : bytes));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** "This network" and what was never given out, with the broadcast address. */
    private static boolean reserved(InetAddress address) {
        int first = address.getAddress()[0] & 0xff;
        return address instanceof Inet4Address && (first == 0 || first >= 240);
    }
}

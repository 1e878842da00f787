package dev.operable.rpc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One entry of {@code NO_PROXY}: a name with those below it, an address, a network, or all. Immutable. */
final class Bypass {
    private static final Pattern ENTRY = Pattern.compile(
            "\\.?(?<name>[A-Za-z0-9_.-]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?)(?:/(?<bits>[0-9]{1,3}))?(?::(?<port>[0-9]{1,5}))?");
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final boolean all;
    private final String name;
    private final byte @Nullable [] network;
    private final int bits;
    private final int port;

    private Bypass(boolean all, String name, byte @Nullable [] network, int bits, int port) {
        this.all = all;
        this.name = name;
        this.network = network;
        this.bits = bits;
        this.port = port;
    }

    static Bypass of(String written) {
        // As many write it: below a name, with a star.
        String entry = written.strip().replaceAll("^\\*(?=\\.)", "");
        if (entry.equals("*")) {
            return new Bypass(true, "", null, 0, 0);
        }
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            throw wrong(written);
        }
        String name = bare(parts.group("name"));
        byte[] network = address(name);
        int longest = network == null ? 0 : network.length * 8;
        int bits = parts.group("bits") == null ? longest : Integer.parseInt(parts.group("bits"));
        if (bits > longest) {
            throw wrong(written);
        }
        return new Bypass(
                false, name, network, bits, parts.group("port") == null ? 0 : Integer.parseInt(parts.group("port")));
    }

    private static IllegalArgumentException wrong(String written) {
        return new IllegalArgumentException("NO_PROXY has \"" + written + "\", which is no name, address or network."
                + " Write it as shop.example,10.0.0.0/8,192.168.1.7:8080 or *.");
    }

    static boolean isLoopback(String host) {
        byte[] address = address(bare(host));
        try {
            return host.equalsIgnoreCase("localhost")
                    || (address != null && InetAddress.getByAddress(address).isLoopbackAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("An address has 4 or 16 bytes.", impossible);
        }
    }

    boolean matches(String host, int atPort) {
        if (all) {
            return true;
        }
        if (port != 0 && port != atPort) {
            return false;
        }
        String other = bare(host);
        byte[] address = address(other);
        if (network != null) {
            return address != null && inside(address, network, bits);
        }
        return address == null && (other.equals(name) || other.endsWith("." + name));
    }

    private static boolean inside(byte[] address, byte[] network, int bits) {
        boolean same = address.length == network.length;
        for (int i = 0; same && i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            same = (address[i / 8] & mask) == (network[i / 8] & mask);
        }
        return same;
    }

    private static String bare(String host) {
        return host.replaceAll("[\\[\\]]", "").replaceAll("\\.$", "").toLowerCase(Locale.ROOT);
    }

    /** Without asking DNS; null for a name. */
    private static byte @Nullable [] address(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }
}

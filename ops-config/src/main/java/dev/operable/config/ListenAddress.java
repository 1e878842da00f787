package dev.operable.config;

import java.net.InetSocketAddress;

/**
 * Where a server listens, written {@code 3000}, {@code :3000}, {@code 0.0.0.0:3000}, {@code localhost:3000} or {@code
 * [::1]:3000}. Without a host it listens on every address; port 0 is any free port.
 *
 * @param host a host name or an IP address, without brackets
 * @param port 0 to 65535
 */
public record ListenAddress(String host, int port) {
    /** What is wrong with an octet such as {@code 010}. */
    static final String OCTAL = "has a number with a leading 0, which is octal to some programs and not to others.";

    private static final String EVERY_ADDRESS = "0.0.0.0";

    public ListenAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("has no host");
        }
        if (!host.matches("[\\p{L}\\p{Nd}._:%-]+")) {
            throw new IllegalArgumentException("has a host with characters that no host has");
        }
        if (isOctal(host)) {
            throw new IllegalArgumentException(OCTAL);
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("has the port " + port + ", which is not between 0 and 65535");
        }
    }

    /**
     * Reads one of the forms above.
     *
     * @throws IllegalArgumentException if the text is none of them
     */
    public static ListenAddress parse(CharSequence text) {
        String value = text.toString().strip();
        int colon = value.lastIndexOf(':');
        String host = colon < 0 ? "" : value.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
            if (host.indexOf(':') < 0) {
                throw new IllegalArgumentException("has brackets around what is no IPv6 address");
            }
        } else if (host.indexOf(':') >= 0 && host.indexOf('/') < 0) {
            throw new IllegalArgumentException("is an IPv6 address without brackets");
        }
        String port = value.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("does not end in a port");
        }
        return new ListenAddress(host.isEmpty() ? EVERY_ADDRESS : host, Integer.parseInt(port));
    }

    static boolean isOctal(String host) {
        return host.length() < 80 && host.matches("(\\d+\\.)+0\\d+(\\.\\d+)*|0\\d+(\\.\\d+)+");
    }

    /** The address as the JDK's servers want it; a host name is resolved now. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

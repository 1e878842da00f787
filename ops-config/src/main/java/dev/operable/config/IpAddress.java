package dev.operable.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * {@code 10.0.0.1} and {@code 2001:db8::1}, never a host name: looking one up while a service starts may take minutes, and
 * the answer of today is wrong tomorrow.
 */
final class IpAddress {
    static final String NOUN = "an IP address (no host name is looked up)";

    /** Longer than any address with a zone. */
    private static final int LONGEST = 80;

    private IpAddress() {}

    static @Nullable InetAddress parse(String text) throws UnknownHostException {
        String value = text.strip();
        if (value.length() > LONGEST) {
            return null;
        }
        if (value.indexOf(':') < 0) {
            return four(value);
        }
        boolean bracketed = value.startsWith("[") && value.endsWith("]");
        String bare = bracketed ? value.substring(1, value.length() - 1) : value;
        // in brackets and with a colon the JDK takes it for nothing but a literal address
        return bare.indexOf(':') < 0 ? null : InetAddress.getByName("[" + bare + "]");
    }

    /** Four decimal numbers; leading zeros are refused because they are octal to some. */
    private static @Nullable InetAddress four(String value) throws UnknownHostException {
        String[] numbers = value.split("\\.", -1);
        byte[] bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            int number = numbers.length == bytes.length ? Integer.parseInt(numbers[i]) : -1;
            if (number < 0 || number > 255 || !Integer.toString(number).equals(numbers[i])) {
                return null;
            }
            bytes[i] = (byte) number;
        }
        return InetAddress.getByAddress(bytes);
    }
}

package dev.operable.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;

/** An address of this machine that another machine can reach. */
final class RoutableAddress {
    private RoutableAddress() {}

    /** The first one of the interfaces that are up, IPv4 before IPv6; the loopback address when there is none. */
    static InetAddress first() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(RoutableAddress::up)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .orElseGet(InetAddress::getLoopbackAddress);
        } catch (SocketException unreadable) {
            throw new IllegalStateException(
                    "The network interfaces cannot be read. Say where this service is reached with OPS_ADVERTISE.",
                    unreadable);
        }
    }

    private static boolean up(NetworkInterface candidate) {
        try {
            return candidate.isUp() && !candidate.isLoopback();
        } catch (SocketException gone) {
            // An interface that vanished while it was looked at is not up.
            return false;
        }
    }
}

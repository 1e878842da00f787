package dev.operable.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports below those that operating systems hand out for outgoing connections and for "any free port": one of these could
 * sit on an agent's port while the agent is away, and it could not come back to its address.
 */
final class QuietPort {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int CHOICES = 200;

    private QuietPort() {}

    static int any() {
        return ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
    }

    /** Different ones that nobody of this machine listens on. */
    static int[] free(int count) {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int choice = 0; taken.size() < count; choice++) {
                ServerSocket socket = new ServerSocket();
                try {
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), any()));
                    taken.add(socket);
                } catch (IOException e) {
                    socket.close();
                    if (choice == CHOICES) {
                        throw e;
                    }
                }
            }
            int[] ports = taken.stream().mapToInt(ServerSocket::getLocalPort).toArray();
            for (ServerSocket socket : taken) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "There are not enough free ports from " + LOWEST + " to " + HIGHEST
                            + " on 127.0.0.1. Stop a process that listens there.",
                    e);
        }
    }
}

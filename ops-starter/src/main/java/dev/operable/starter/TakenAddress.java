package dev.operable.starter;

import dev.operable.config.ConfigValue;
import dev.operable.config.Explanation;
import dev.operable.config.ListenAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * The address that the service's own server cannot listen on, for people: the JDK's exception names neither address nor port.
 * Found by trying the variables {@code LISTEN} and {@code ..._LISTEN} once more.
 */
final class TakenAddress {
    private TakenAddress() {}

    static Optional<String> of(Explanation settings) {
        return settings.entries().stream()
                .filter(entry -> entry.key().equals("LISTEN") || entry.key().endsWith("_LISTEN"))
                // That one has been listened on before the service's own code began.
                .filter(entry -> !entry.key().equals("OPS_LISTEN"))
                .flatMap(entry -> entry.winner().flatMap(value -> problem(entry.key(), value)).stream())
                .findFirst();
    }

    private static Optional<String> problem(String key, ConfigValue value) {
        ListenAddress address;
        try {
            address = ListenAddress.parse(value.text());
        } catch (IllegalArgumentException another) {
            return Optional.empty();
        }
        try (ServerSocket trial = new ServerSocket()) {
            trial.bind(address.socketAddress());
            return Optional.empty();
        } catch (IOException why) {
            return Optional.of("The service cannot listen on " + address + ", which is " + key + " from "
                    + value.place() + ": " + why.getMessage() + ". Stop the process that listens there, or set " + key
                    + " to a free address, or to port 0 for any free port.");
        }
    }
}

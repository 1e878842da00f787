package dev.operable.devkit;

import java.util.UUID;

/** The one node of the embedded agent's cluster. */
record Node(String id, String name, String address, int port) {
    static final String SERF_CHECK = "serfHealth";

    static Node at(String address, int port) {
        return new Node(UUID.randomUUID().toString(), "operable-devkit", address, port);
    }
}

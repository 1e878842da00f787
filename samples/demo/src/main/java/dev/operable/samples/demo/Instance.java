package dev.operable.samples.demo;

import java.net.URI;

/**
 * A service's process.
 *
 * @param url where the service answers
 * @param admin where its admin endpoints answer
 */
record Instance(Child process, URI url, URI admin) {
    String name() {
        return process.name();
    }
}

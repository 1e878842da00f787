package dev.operable.samples.hits;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.ListenAddress;

/**
 * What can be set of the hits service beside what every service has.
 *
 * @param listen where it answers
 */
public record HitsSettings(
        @Default("127.0.0.1:8082") @Doc("Where the service answers.")
        ListenAddress listen) {}

package dev.operable.spring;

import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.ListenAddress;
import java.util.Optional;

/** Where the application's own server listens, unless Spring's own properties say it. */
record ServerVariables(
        @Key("LISTEN") @Doc("Where the service answers.") Optional<ListenAddress> listen) {}

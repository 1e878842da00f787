package dev.operable.spring;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;

/**
 * What the process is started for.
 *
 * @param mode to run the application, unless said otherwise
 */
record ModeVariable(
        @Key("OPS_MODE")
        @Default("run")
        @Doc("run, migrate (the database, then exit) or env (print this list, then exit).")
        Mode mode) {

    enum Mode {
        RUN,
        MIGRATE,
        ENV
    }
}

package dev.operable.starter;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;

/**
 * What the process is started for.
 *
 * @param mode to run the service, unless said otherwise
 */
record ModeSettings(
        @Key("OPS_MODE")
        @Default("run")
        @Doc(
                "run, check (what a start would find, then exit), migrate (the database, then exit) or env (print this list, then exit).")
        Mode mode) {

    enum Mode {
        RUN,
        CHECK,
        MIGRATE,
        ENV
    }
}

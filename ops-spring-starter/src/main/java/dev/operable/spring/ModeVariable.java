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
        @Doc(
                "run, check (what a start would find, then exit), migrate (the database, then exit) or env (print this list, then exit).")
        Mode mode) {

    /** Whether others shall find this process and be found by it. */
    boolean runs() {
        return mode == Mode.RUN;
    }

    enum Mode {
        RUN,
        CHECK,
        MIGRATE,
        ENV
    }
}

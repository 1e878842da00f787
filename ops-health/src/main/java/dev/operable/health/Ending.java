package dev.operable.health;

/** How a run ended, or did not. */
enum Ending {
    CAME_BACK,
    /** Its time is over; the run goes on. */
    GIVEN_UP,
    /** Given up before, and still there when the check would run again. */
    HANGS_ON,
    /** Given up before, and failed after all: that tells more than that it hung. */
    CAME_LATE;

    boolean hung() {
        return this == GIVEN_UP || this == HANGS_ON;
    }
}

package dev.operable.samples.hits;

import dev.operable.health.SelfCheck;
import java.sql.SQLException;

/** What the service checks of itself. */
final class HitsChecks {
    private final HitStore store;

    HitsChecks(HitStore store) {
        this.store = store;
    }

    /** Reads as a request does; a table that is missing or a store that does not answer fails it. */
    @SelfCheck("store")
    void store() throws SQLException {
        store.count("self-check");
    }
}

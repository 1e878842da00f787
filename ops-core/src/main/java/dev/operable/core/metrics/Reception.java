package dev.operable.core.metrics;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a store of metrics takes none, and once that it does again. Safe for use by many threads. */
final class Reception {
    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private final String store;
    private boolean away; // guarded by this

    /** @param store where it is, without anything secret */
    Reception(String store) {
        this.store = store;
    }

    synchronized void taken() {
        if (away) {
            log.atInfo().addKeyValue("receiver", store).log("The receiver of metrics takes them again.");
        }
        away = false;
    }

    synchronized void refused(String answer, @Nullable Throwable why) {
        if (!away) {
            log.atWarn()
                    .addKeyValue("receiver", store)
                    .addKeyValue("answer", answer)
                    .setCause(why)
                    .log("The receiver of metrics takes none. They are pushed again when it does.");
        }
        away = true;
    }
}

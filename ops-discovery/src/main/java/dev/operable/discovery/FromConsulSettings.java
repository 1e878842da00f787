package dev.operable.discovery;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether settings are read from Consul's key-value store, see {@link ConsulSource}.
 *
 * @param mode {@link Mode#AUTO} by default
 * @param snapshots where the settings read last are kept for a start while Consul is away, secrets among them; they are not
 *     when it is not set
 */
public record FromConsulSettings(
        @Key("OPS_SETTINGS")
        @Default("auto")
        @Doc("Whether settings come from Consul's keys too: auto (when services are found there), consul (else do"
                + " not start), off.")
        Mode mode,

        @Key("OPS_SNAPSHOTS")
        @Doc("A folder for what Consul said last, for a start while it is away; nothing is kept when it is not set.")
        Optional<Path> snapshots) {

    /** When Consul's keys are read. */
    public enum Mode {
        /** When instances come from Consul. A start while Consul is away goes on with what there is elsewhere. */
        AUTO,
        /** Always. A start while Consul is away, without a snapshot, is refused. */
        CONSUL,
        /** Never. */
        OFF
    }
}

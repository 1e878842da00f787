package dev.operable.discovery;

import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How this process finds others and is found.
 *
 * @param mode where instances come from
 * @param advertise the host that is registered; the first routable address when it is not set
 * @param devkitDirectory where the processes of one machine meet in development; the user's cache when it is not set
 */
public record DiscoverySettings(
        @Key("OPS_DISCOVERY")
        @Default("auto")
        @Doc("consul, static, off; auto is consul when CONSUL_HTTP_ADDR is set, in development the devkit's agent,"
                + " else static.")
        Mode mode,

        @Key("OPS_ADVERTISE") @Doc("The host that is registered; the first routable address when it is not set.")
        Optional<String> advertise,

        @Key("OPS_DEVKIT_DIR") @Doc("Where the processes of one machine meet in development.")
        Optional<Path> devkitDirectory) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:%_-]+");

    public DiscoverySettings {
        advertise.filter(host -> !HOST.matcher(host).matches()).ifPresent(host -> {
            throw new IllegalArgumentException(
                    "OPS_ADVERTISE is not a host: it is a host name or an IP address, without a port and without"
                            + " brackets.");
        });
    }

    /** Where instances come from. A {@code <NAME>_URL} variable wins over each of them. */
    public enum Mode {
        /** Consul when its address is set, else the devkit's agent in development, else static. */
        AUTO,
        /** The agent at {@code CONSUL_HTTP_ADDR}. */
        CONSUL,
        /** Only {@code <NAME>_URL} variables; this process is not registered. */
        STATIC,
        /** Nothing is found and nothing is registered. */
        OFF
    }
}

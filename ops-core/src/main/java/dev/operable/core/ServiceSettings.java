package dev.operable.core;

import dev.operable.config.Doc;
import dev.operable.config.Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * What the environment says of who this process is; whatever it leaves open is found by {@link #identity}.
 *
 * @param name replaces the name that the code gives
 * @param version replaces the version of the jar's manifest
 * @param environment replaces {@code production}
 * @param instance replaces host, process id and a random part
 */
public record ServiceSettings(
        @Key("SERVICE_NAME") @Doc("The name by which other services call this one.")
        Optional<String> name,

        @Key("SERVICE_VERSION") @Doc("The running version; the jar manifest's when it is not set.")
        Optional<String> version,

        @Key("SERVICE_ENVIRONMENT") @Doc("production, staging, development or a name of your own.")
        Optional<String> environment,

        @Key("SERVICE_INSTANCE") @Doc("This process among the instances of the service.")
        Optional<String> instance) {

    private static final String UNKNOWN_VERSION = "unknown";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public ServiceSettings {
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            throw new IllegalArgumentException(
                    "SERVICE_NAME is not a name: it is 1 to 63 letters, digits, dots, dashes and underscores, a letter"
                            + " or digit first.");
        }
    }

    /**
     * Fails closed: the environment is {@code development} when it is said, or implied by the devkit on the class path, and
     * {@code production} otherwise, so that no forgotten variable opens anything.
     *
     * @param nameInCode the name unless the environment gives one
     * @param main the service's main class, whose jar's manifest has the version
     * @param devkitPresent whether a {@link DevelopmentAgent} is on the class path
     */
    public ServiceIdentity identity(String nameInCode, Class<?> main, boolean devkitPresent) {
        String manifestVersion = main.getPackage().getImplementationVersion();
        return new ServiceIdentity(
                name.orElse(nameInCode),
                version.orElse(manifestVersion == null ? UNKNOWN_VERSION : manifestVersion),
                environment.orElse(devkitPresent ? ServiceIdentity.DEVELOPMENT : "production"),
                instance.orElseGet(ServiceSettings::unique));
    }

    private static String unique() {
        return hostName() + "-" + processId() + "-"
                + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36);
    }

    private static String processId() {
        try {
            // The JDK's own ways to it load all of its management, or prepare to wait for processes.
            return Files.readSymbolicLink(Path.of("/proc/self")).toString();
        } catch (IOException | UnsupportedOperationException notLinux) {
            return Long.toString(ProcessHandle.current().pid());
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            // A container without an entry for its own name is common; the process id and the random part stay.
            return "localhost";
        }
    }
}

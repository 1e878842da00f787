package dev.operable.core.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The properties of the JDK's HttpServer that an admin server needs. They are read once, when the JDK's server is first used,
 * and hold for every HttpServer of the process. What is set on the command line wins.
 */
final class HttpServerProperties {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
    // Without it an answer waits for the caller's delayed acknowledgement: 40 ms and more.
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    // Without it connections that ask nothing take every file that the process may open, and its own server falls
    // silent, too.
    private static final String MAX_CONNECTIONS = "jdk.httpserver.maxConnections";
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\d{1,9})\\s");

    private HttpServerProperties() {}

    static void setDefaults() {
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        OptionalInt files = System.getProperty(MAX_CONNECTIONS) == null ? openFiles() : OptionalInt.empty();
        if (files.isPresent()) {
            // For each server; a service has two, and files besides.
            System.setProperty(MAX_CONNECTIONS, Integer.toString(files.getAsInt() / 5 * 2));
        }
    }

    /** How many files this process may have open; empty where nobody tells. */
    private static OptionalInt openFiles() {
        if (!Files.isReadable(LIMITS)) {
            return OptionalInt.empty();
        }
        try {
            Matcher line = OPEN_FILES.matcher(Files.readString(LIMITS));
            return line.find() ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty();
        } catch (IOException unknown) {
            log.atDebug().setCause(unknown).log("The limit of open files is not known: connections have none.");
            return OptionalInt.empty();
        }
    }
}

package dev.operable.devkit;

import dev.operable.core.DevelopmentAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The agent that the processes of one machine share in development: the first of them hosts an {@link EmbeddedAgent},
 * and when it goes another hosts a new one at the same address, within two seconds. What the lost one knew is gone;
 * services register again as they do with any agent that forgets. Found by {@link java.util.ServiceLoader}; safe for use
 * by several threads.
 *
 * <p>The processes meet in a directory: whoever holds the lock on {@code agent.lock} hosts, and {@code agent.address}
 * says where.
 */
public final class SharedAgent implements DevelopmentAgent {
    /** Longer than a host takes to start on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Used by {@link java.util.ServiceLoader}. */
    public SharedAgent() {}

    @Override
    public Membership join(Path directory) {
        try {
            Path meeting = Files.createDirectories(directory).toRealPath();
            return SharedMembership.join(meeting, LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The development agent cannot be shared in " + directory + ": " + e
                            + ". Name a directory that this process may write.",
                    e);
        }
    }
}

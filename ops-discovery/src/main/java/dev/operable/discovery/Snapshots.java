package dev.operable.discovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps on disk what a source said last, for a start while the source is away: one file each, written as a whole, for
 * the owner alone. What is not certainly its own is not believed. Never throws; safe for use by many threads.
 */
final class Snapshots {
    static final Duration OLDEST = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final int MOST_BYTES = 16 << 20;
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Path folder;
    private final String environment;
    private final String origin;
    private final Clock clock;
    private final AtomicBoolean unwritable = new AtomicBoolean();

    /** What was written, and when. */
    record Saved<T>(Instant at, T content) {}

    private record Page(
            String kind,
            String name,
            String environment,
            String origin,
            String savedAt,
            @Nullable JsonNode content) {}

    /**
     * Snapshots in the folder, which is made when something is written.
     *
     * @param environment and {@code origin}: those of another environment or from another place are not believed
     * @param origin where the content comes from, the agent's address
     */
    Snapshots(Path folder, String environment, String origin, Clock clock) {
        this.folder = folder;
        this.environment = environment;
        this.origin = origin;
        this.clock = clock;
    }

    /** The kind and the name are letters, digits, dots, dashes and underscores. */
    void write(String kind, String name, Object content) {
        try {
            Page page =
                    new Page(kind, name, environment, origin, clock.instant().toString(), JSON.valueToTree(content));
            String text = JSON.writeValueAsString(page);
            replace(file(kind, name), (checksum(text) + "\n" + text).getBytes(StandardCharsets.UTF_8));
            if (unwritable.compareAndSet(true, false)) {
                log.atInfo().addKeyValue("folder", folder).log("Snapshots can be written again.");
            }
        } catch (IOException | RuntimeException e) {
            if (unwritable.compareAndSet(false, true)) {
                log.atWarn()
                        .addKeyValue("folder", folder)
                        .log(
                                "The snapshot of {} cannot be written to {} ({}). A start without Consul will not know it.",
                                name,
                                folder,
                                e.toString());
            }
        }
    }

    /** Empty when there is none that may be believed. */
    <T> Optional<Saved<T>> read(String kind, String name, Class<T> type) {
        Path file = file(kind, name);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            Page page = JSON.readValue(content(file), Page.class);
            Instant savedAt = Instant.parse(page.savedAt());
            require(page.kind().equals(kind) && page.name().equals(name), "it is of something else");
            require(page.environment().equals(environment), "it is of another environment");
            require(page.origin().equals(origin), "it is of another Consul");
            Duration age = Duration.between(savedAt, clock.instant());
            require(age.compareTo(OLDEST) <= 0, "it is older than a day");
            require(age.plus(CLOCKS_DIFFER).compareTo(Duration.ZERO) >= 0, "it is of the future");
            T content = JSON.treeToValue(page.content(), type);
            require(content != null, "it is empty");
            return Optional.of(new Saved<>(savedAt, content));
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .log("The snapshot {} is not used: {}.", file.getFileName(), reason(e));
            return Optional.empty();
        }
    }

    private static String reason(Exception thrown) {
        // What a parser says shows parts of the file, which anybody may have written.
        return thrown instanceof Unbelievable ? String.valueOf(thrown.getMessage()) : "it cannot be read";
    }

    private static final class Unbelievable extends IOException {
        private static final long serialVersionUID = 1L;

        Unbelievable(String why) {
            super(why);
        }
    }

    private static void require(boolean believable, String otherwise) throws Unbelievable {
        if (!believable) {
            throw new Unbelievable(otherwise);
        }
    }

    private static String content(Path file) throws IOException {
        require(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), "it is not a file of its own");
        require(!othersMayWrite(file), "others may write it");
        byte[] bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            require(channel.size() <= MOST_BYTES, "it is too long");
            ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // The whole of it.
            }
            bytes = buffer.array();
        }
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", 2);
        require(parts.length == 2 && parts[0].equals(checksum(parts[1])), "its checksum is wrong");
        return parts[1];
    }

    private static boolean othersMayWrite(Path file) throws IOException {
        PosixFileAttributeView posix =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (posix == null) {
            return false;
        }
        Set<PosixFilePermission> rights = posix.readAttributes().permissions();
        return rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(folder);
        // For the owner alone, which is how the JDK makes a temporary file where the file system has rights.
        Path fresh = Files.createTempFile(folder, ".ops-", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path file(String kind, String name) {
        return folder.resolve(kind + "-" + name + ".json");
    }

    private static String checksum(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}

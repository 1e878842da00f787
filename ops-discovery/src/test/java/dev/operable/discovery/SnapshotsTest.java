package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    record Content(List<String> names) {}

    @TempDir
    private Path parent;

    private Path folder;
    private Path file;

    @BeforeEach
    void write() {
        folder = parent.resolve("made").resolve("when-written");
        file = folder.resolve("names-hits.json");
        at(NOW).write("names", "hits", new Content(List.of("a", "b")));
    }

    private Snapshots at(Instant now) {
        return snapshots("production", "http://127.0.0.1:8500", now);
    }

    private Snapshots snapshots(String environment, String origin, Instant now) {
        return new Snapshots(folder, environment, origin, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Optional<List<String>> names(Snapshots snapshots) {
        return snapshots.read("names", "hits", Content.class).map(saved -> saved.content()
                .names());
    }

    private void isIgnored(Snapshots snapshots, String why) {
        try (Logged logged = new Logged()) {
            assertThat(names(snapshots)).isEmpty();
            assertThat(logged.warnings()).containsExactly("The snapshot names-hits.json is not used: " + why + ".");
        }
    }

    @Test
    void whatWasWrittenIsReadAgainWithItsTime() {
        assertThat(at(NOW.plusSeconds(60)).read("names", "hits", Content.class))
                .contains(new Snapshots.Saved<>(NOW, new Content(List.of("a", "b"))));
        assertThat(folder.toFile().list()).containsExactly("names-hits.json");
    }

    @Test
    void aNewerOneReplacesIt() {
        at(NOW.plusSeconds(60)).write("names", "hits", new Content(List.of("c")));
        assertThat(names(at(NOW))).contains(List.of("c"));
        assertThat(folder.toFile().list()).containsExactly("names-hits.json");
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsNotThereIsNoNews() {
        try (Logged logged = new Logged()) {
            assertThat(at(NOW).read("names", "links", Content.class)).isEmpty();
            assertThat(logged.warnings()).isEmpty();
        }
    }

    @Test
    void whatIsOldOrOfTheFutureIsIgnored() {
        assertThat(names(at(NOW.plus(Duration.ofHours(24))))).isPresent();
        isIgnored(at(NOW.plus(Duration.ofHours(24).plusSeconds(1))), "it is older than a day");
        isIgnored(at(NOW.minus(Duration.ofHours(2))), "it is of the future");
    }

    @Test
    void whatIsOfAnotherPlaceIsIgnored() throws IOException {
        isIgnored(snapshots("staging", "http://127.0.0.1:8500", NOW), "it is of another environment");
        isIgnored(snapshots("production", "http://10.0.0.9:8500", NOW), "it is of another Consul");
        Files.copy(file, folder.resolve("names-links.json"));
        assertThat(at(NOW).read("names", "links", Content.class)).isEmpty();
    }

    @Test
    void whatWasChangedIsIgnored() throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"b\"", "\"x\""));
        isIgnored(at(NOW), "its checksum is wrong");
        Files.writeString(file, text.substring(0, text.length() - 3));
        isIgnored(at(NOW), "its checksum is wrong");
        Files.writeString(file, "");
        isIgnored(at(NOW), "its checksum is wrong");
    }

    /** A checksum keeps nobody out who can count one. */
    @Test
    void whatIsWholeButNotOursIsIgnored() throws Exception {
        for (String page : List.of("null", "[]", "{}", "{\"kind\":\"names\",\"name\":\"hits\"}", "[".repeat(5000))) {
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(page.getBytes(StandardCharsets.UTF_8)));
            Files.writeString(file, sum + "\n" + page);
            isIgnored(at(NOW), "it cannot be read");
        }
    }

    @Test
    void noiseIsIgnored() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[random.nextInt(500)];
            random.nextBytes(noise);
            Files.write(file, noise);
            assertThat(names(at(NOW))).isEmpty();
        }
    }

    @Test
    void whatIsTooLongIsNotRead() throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}), 1L << 32);
        }
        isIgnored(at(NOW), "it is too long");
    }

    @Test
    void whatIsNoFileOfItsOwnIsIgnored() throws IOException {
        Path real = parent.resolve("real");
        Files.move(file, real);
        Files.createSymbolicLink(file, real);
        isIgnored(at(NOW), "it is not a file of its own");
        Files.delete(file);
        Files.createDirectory(file);
        isIgnored(at(NOW), "it is not a file of its own");
    }

    @Test
    void whatOthersMayWriteIsIgnored() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        isIgnored(at(NOW), "others may write it");
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidOnce() throws IOException {
        folder = Files.createFile(parent.resolve("a-file"));
        Snapshots snapshots = at(NOW);
        try (Logged logged = new Logged()) {
            snapshots.write("names", "hits", new Content(List.of()));
            snapshots.write("names", "links", new Content(List.of()));
            assertThat(logged.warnings()).hasSize(1);
            assertThat(logged.warnings().get(0)).contains("The snapshot of hits cannot be written to " + folder);
            Files.delete(folder);
            snapshots.write("names", "hits", new Content(List.of()));
            assertThat(names(snapshots)).contains(List.of());
        }
    }
}

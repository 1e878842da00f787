package dev.operable.discovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which process has written a registration, so that a later one can tell whether it has ended. Only Linux says enough for that.
 *
 * @param place of this boot of this machine, of its processes as this one sees them, and of this user, who sees all of his own;
 *     hashed, because everybody who uses Consul can read it
 * @param pid its number there
 * @param started when, in the kernel's own ticks: another process that has got the number since has others
 */
record ProcessMark(String place, long pid, long started) {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Pattern NOTES = Pattern.compile("Of process ([0-9a-f]{16})-([0-9]{1,10})-([0-9]{1,18})");
    private static final Optional<ProcessMark> OWN = find();
    private static final int STATE = 0;
    private static final int STARTED = 19;

    /** Of this process; empty where it cannot be told. */
    static Optional<ProcessMark> own() {
        return OWN;
    }

    private static Optional<ProcessMark> find() {
        try {
            Path self = PROCESSES.resolve("self");
            String place = Files.readString(PROCESSES.resolve("sys/kernel/random/boot_id"))
                            .strip()
                    + Files.readSymbolicLink(self.resolve("ns/pid"))
                    + Files.readSymbolicLink(self.resolve("ns/user"))
                    + Files.getAttribute(self.resolve("stat"), "unix:uid");
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
            long pid = ProcessHandle.current().pid();
            return Optional.of(
                    new ProcessMark(HexFormat.of().formatHex(hash, 0, 8), pid, Long.parseLong(stat(pid)[STARTED])));
        } catch (IOException | NoSuchAlgorithmException | RuntimeException elsewhere) {
            return Optional.empty();
        }
    }

    /** From the third field of the line on: the second is the name, which may have blanks and brackets in it. */
    private static String[] stat(long pid) throws IOException {
        String line = Files.readString(PROCESSES.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }

    /** As it stands in the notes of a check. */
    String notes() {
        return "Of process " + place + "-" + pid + "-" + started;
    }

    /** Empty when the notes are not of that kind. */
    static Optional<ProcessMark> read(String notes) {
        Matcher parts = NOTES.matcher(notes);
        return parts.matches()
                ? Optional.of(
                        new ProcessMark(parts.group(1), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    /** Whether that is sure. */
    boolean hasEnded() {
        if (OWN.isEmpty() || !place.equals(OWN.get().place)) {
            return false;
        }
        try {
            String[] fields = stat(pid);
            // A process whose end nobody has asked for yet is still listed.
            return fields[STATE].equals("Z") || Long.parseLong(fields[STARTED]) != started;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }
}

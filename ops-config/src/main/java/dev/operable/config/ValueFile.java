package dev.operable.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads a value from the file that a variable names, as Docker and Kubernetes mount their secrets. */
final class ValueFile {
    /** What Kubernetes allows a whole secret to have. */
    private static final int MOST_BYTES = 1024 * 1024;

    private ValueFile() {}

    static Source.Entry read(String fileKey, Source.Entry name) throws Refusal {
        String shown = "names " + Shown.value(name.text()) + " (" + name.place() + "), ";
        try {
            Path path = Path.of(name.text());
            if (!Files.exists(path)) {
                throw new Refusal(shown + "which does not exist.", fileKey);
            }
            // a pipe would make the start wait for whoever writes to it
            if (!Files.isRegularFile(path)) {
                throw new Refusal(shown + "which is not a regular file.", fileKey);
            }
            byte[] bytes = bytes(path);
            if (bytes.length > MOST_BYTES) {
                throw new Refusal(shown + "which is larger than 1 MiB.", fileKey);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Source.Entry(withoutLastNewline(text), "the file " + Shown.message(name.text()));
        } catch (CharacterCodingException malformed) {
            throw new Refusal(shown + "which is not text in UTF-8.", fileKey);
        } catch (InvalidPathException malformed) {
            throw new Refusal(shown + "which is not a path.", fileKey);
        } catch (AccessDeniedException denied) {
            throw new Refusal(shown + "which this process may not read.", fileKey);
        } catch (IOException failed) {
            String reason = failed.getMessage() == null ? failed.toString() : failed.getMessage();
            throw new Refusal(shown + "which cannot be read: " + Sentence.closed(Shown.message(reason)), fileKey);
        }
    }

    private static byte[] bytes(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    /** Editors and {@code echo} end a file with one; the value does not have it. */
    private static String withoutLastNewline(String text) {
        int end = text.length();
        if (text.endsWith("\n")) {
            end -= text.endsWith("\r\n") ? 2 : 1;
        }
        return text.substring(0, end);
    }
}

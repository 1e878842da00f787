package dev.operable.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one source holds at one time, and how the files are read that its entries name. Not changed once it is made. */
final class Source {
    static final String CODE = "the code";
    static final String ENVIRONMENT = "the environment";

    /** What Kubernetes allows a whole secret to have. */
    private static final int MOST_BYTES = 1024 * 1024;

    /** Read after "in". */
    final String name;

    private final Map<String, ConfigValue> values;
    /** Each {@code X_FILE} that is not empty, by {@code X}. */
    final Map<String, ConfigValue> files = new HashMap<>();
    /**
     * Whether they may name a file here: not where others than this machine's may write, who could have any of its files
     * read.
     */
    final boolean namesFiles;

    Source(String name, Map<String, ConfigValue> values, boolean namesFiles) {
        this.name = name;
        this.values = values;
        this.namesFiles = namesFiles;
        for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
            String key = entry.getKey();
            if (key.endsWith(Sources.FILE) && !entry.getValue().text().isEmpty()) {
                files.put(key.substring(0, key.length() - Sources.FILE.length()), entry.getValue());
            }
        }
    }

    /** By variable. */
    Map<String, ConfigValue> values() {
        return values;
    }

    static Source of(Map<String, String> texts, String place) {
        Map<String, ConfigValue> values = new HashMap<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            values.put(text.getKey(), new ConfigValue(given(text.getKey(), text.getValue()), place));
        }
        return new Source(place, values, true);
    }

    /** A text of the program; null would be neither set nor absent. */
    static String given(String key, @Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException(key + " is null. Leave it out.");
        }
        return text;
    }

    /** The value in the file that a variable names, as Docker and Kubernetes mount their secrets. */
    static ConfigValue file(String fileKey, ConfigValue name) throws Refusal {
        try {
            Path path = Path.of(name.text());
            // a pipe would make the start wait for whoever writes to it
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw refusal(fileKey, name, "is not a regular file");
            }
            byte[] bytes = bytes(path);
            if (bytes.length > MOST_BYTES) {
                throw refusal(fileKey, name, "is larger than 1 MiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String shown = isPath(name.text()) ? Shown.key(Shown.withoutPasswords(name.text())) + " " : "";
            return new ConfigValue(withoutLastNewline(text), "the file " + shown + "that " + fileKey + " names");
        } catch (CharacterCodingException malformed) {
            throw refusal(fileKey, name, "is not text in UTF-8");
        } catch (InvalidPathException malformed) {
            throw refusal(fileKey, name, "is not a path");
        } catch (AccessDeniedException denied) {
            throw refusal(fileKey, name, "may not be read by this process");
        } catch (NoSuchFileException absent) {
            throw refusal(fileKey, name, "does not exist");
        } catch (IOException failed) {
            // the whole message of a file system holds the path, which may be a secret
            String reason = failed instanceof FileSystemException known ? known.getReason() : failed.toString();
            throw refusal(fileKey, name, "cannot be read (" + Shown.message(String.valueOf(reason)) + ")");
        }
    }

    /** Whether it surely is one: a secret itself is easily put into the wrong one of the two variables. */
    private static boolean isPath(String path) {
        return path.startsWith("/") || path.startsWith("./") || path.startsWith("../") || path.startsWith(":\\", 1);
    }

    static Refusal refusal(String fileKey, ConfigValue name, String what) {
        String path = name.text();
        boolean shown = isPath(path);
        String key = fileKey.substring(0, fileKey.length() - Sources.FILE.length());
        return new Refusal(
                (shown ? Shown.value(path) : Shown.MASK) + " " + name.origin() + " " + what
                        + ". It must be the path of the file" + " that holds the value of " + key
                        + (shown ? "." : ", and is shown when it begins with / or ./."),
                fileKey);
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

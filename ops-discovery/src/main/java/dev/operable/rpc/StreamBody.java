package dev.operable.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The body of a request that is read while it is sent, in chunks since its length is not known before. */
final class StreamBody {
    /** Begins to read; closed by who calls it. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    private final Source source;
    private final boolean repeatable;

    private StreamBody(Source source, boolean repeatable) {
        this.source = source;
        this.repeatable = repeatable;
    }

    /** What is left of a stream, which can be had once. */
    static StreamBody once(InputStream stream) {
        return new StreamBody(() -> stream, false);
    }

    /** A file, read again for each attempt. */
    static StreamBody file(Path file) {
        return new StreamBody(() -> Files.newInputStream(file), true);
    }

    /** One after the other, each of which can be had again. */
    static StreamBody joined(List<Source> parts) {
        return new StreamBody(() -> opened(parts), true);
    }

    private static InputStream opened(List<Source> parts) throws IOException {
        List<InputStream> opened = new ArrayList<>();
        try {
            for (Source part : parts) {
                opened.add(part.open());
            }
        } catch (IOException e) {
            for (InputStream each : opened) {
                each.close();
            }
            throw e;
        }
        return new SequenceInputStream(Collections.enumeration(opened));
    }

    InputStream open() throws IOException {
        return source.open();
    }

    boolean repeatable() {
        return repeatable;
    }
}

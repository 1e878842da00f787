package dev.operable.rpc;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A form with files ({@code multipart/form-data}, RFC 7578). Files are read while they are sent, again for each attempt. Not safe
 * for use by many threads.
 *
 * <pre>{@code
 * hits.post("/imports").multipart(new RpcMultipart().field("year", 2026).file("hits", csv, "text/csv")).send();
 * }</pre>
 */
public final class RpcMultipart {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String boundary;
    private final List<StreamBody.Source> parts = new ArrayList<>();

    /** Without a part. */
    public RpcMultipart() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        boundary = "ops-" + HexFormat.of().formatHex(random);
    }

    /** Adds a field of text, in UTF-8. */
    public RpcMultipart field(String name, Object value) {
        return part(head(name), bytes(utf8(String.valueOf(value))));
    }

    /** Adds a file under its own name. */
    public RpcMultipart file(String name, Path file, String contentType) {
        return part(
                head(name) + fileName(String.valueOf(file.getFileName())) + type(contentType),
                StreamBody.file(file)::open);
    }

    /** Adds bytes as a file of this name. */
    public RpcMultipart file(String name, String fileName, byte[] content, String contentType) {
        return part(head(name) + fileName(fileName) + type(contentType), bytes(content.clone()));
    }

    private RpcMultipart part(String head, StreamBody.Source content) {
        parts.add(bytes(utf8("--" + boundary + "\r\n" + head + "\r\n\r\n")));
        parts.add(content);
        parts.add(bytes(utf8("\r\n")));
        return this;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    StreamBody body() {
        List<StreamBody.Source> all = new ArrayList<>(parts);
        all.add(bytes(utf8("--" + boundary + "--\r\n")));
        return StreamBody.joined(all);
    }

    private static StreamBody.Source bytes(byte[] content) {
        return () -> new ByteArrayInputStream(content);
    }

    private static String head(String name) {
        return "Content-Disposition: form-data; name=\"" + quoted(name) + "\"";
    }

    private static String fileName(String name) {
        return "; filename=\"" + quoted(name) + "\"";
    }

    private static String type(String contentType) {
        return "\r\nContent-Type: "
                + Header.checked("Content-Type", contentType).value();
    }

    /** As browsers do it (the HTML standard's encoding of multipart/form-data): a name must not end its line or its quotes. */
    private static String quoted(String name) {
        return name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.operable.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** What is the same in every page, read once, and the headers that let a browser run and load just that. */
final class PageParts {
    static final String STYLE = read("page.css");
    static final String SCRIPT = read("page.js");

    /** Content Security Policy, level 3: whatever else gets into the page is dead text. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src " + hash(STYLE) + "; script-src " + hash(SCRIPT)
                    + "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer");

    private PageParts() {}

    private static String read(String resource) {
        try (InputStream in = PageParts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing beside " + PageParts.class.getName()
                        + ": the jar of ops-health is not complete.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256.", impossible);
        }
    }
}

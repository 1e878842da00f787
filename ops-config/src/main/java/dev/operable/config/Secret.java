package dev.operable.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A value that nothing prints: {@link #toString()} is {@code •••}. Immutable and safe for use by many threads. */
public final class Secret {
    private static final String MASK = "•••";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The value itself. Give it to the library that needs it; keep it out of logs and messages. */
    public String reveal() {
        return value;
    }

    /** Compares in a time that does not depend on where the two values differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for every secret, so that not even a hash of the value leaks. */
    @Override
    public int hashCode() {
        return MASK.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}

package dev.operable.config;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value that nothing prints: {@link #toString()} is {@code •••}, Java's serialization refuses it, and mappers to JSON
 * find nothing in it. Safe for use by many threads.
 */
public final class Secret {
    /** Two bytes for each char. Transient, so that mappers told to read private fields pass over it. */
    private transient byte @Nullable [] value;

    private Secret(String value) {
        byte[] bytes = new byte[2 * value.length()];
        ByteBuffer.wrap(bytes).asCharBuffer().put(value);
        this.value = bytes;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /**
     * The value itself. Give it to the library that needs it; keep it out of logs and messages.
     *
     * @throws IllegalStateException if it was destroyed
     */
    public synchronized String reveal() {
        if (value == null) {
            throw new IllegalStateException("The secret was destroyed. Reveal it before, or do not destroy it.");
        }
        return ByteBuffer.wrap(value).asCharBuffer().toString();
    }

    /**
     * Overwrites the value in the memory of this object. What {@link #reveal()} gave, the environment and the settings
     * themselves still hold it.
     */
    public synchronized void destroy() {
        if (value != null) {
            Arrays.fill(value, (byte) 0);
            value = null;
        }
    }

    /** Compares in a time that does not depend on where the two values differ. A destroyed one equals only itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        byte[] mine = other instanceof Secret ? copy() : null;
        byte[] theirs = other instanceof Secret that ? that.copy() : null;
        boolean equal = mine != null && theirs != null && MessageDigest.isEqual(mine, theirs);
        clear(mine);
        clear(theirs);
        return equal;
    }

    /** The same for every secret, so that not even a hash of the value leaks. */
    @Override
    public int hashCode() {
        return Shown.MASK.hashCode();
    }

    @Override
    public String toString() {
        return Shown.MASK;
    }

    private synchronized byte @Nullable [] copy() {
        return value == null ? null : value.clone();
    }

    private static void clear(byte @Nullable [] copy) {
        if (copy != null) {
            Arrays.fill(copy, (byte) 0);
        }
    }
}

package dev.operable.database;

import org.jspecify.annotations.Nullable;

/** The database cannot be used. The message says which, why and what to do; it never carries a password. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

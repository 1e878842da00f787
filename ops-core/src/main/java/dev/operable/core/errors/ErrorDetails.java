package dev.operable.core.errors;

import java.util.Map;

/**
 * A throwable that knows more than its message says; whoever reports it, or what it caused, shows that as well.
 *
 * <pre>{@code
 * final class TillException extends RuntimeException implements ErrorDetails {
 *     public Map<String, String> errorDetails() {
 *         return Map.of("till", "7");
 *     }
 * }
 * }</pre>
 */
public interface ErrorDetails {
    /** What to show, by name. Called by the thread that reports; must not block. */
    Map<String, String> errorDetails();
}

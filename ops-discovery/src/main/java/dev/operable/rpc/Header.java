package dev.operable.rpc;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A header of a request, proven to be one line that the transport sends as it stands. */
record Header(String name, String value) {
    /** The milliseconds after which nobody waits for this answer any more; a server may stop its work then. */
    static final String DEADLINE = "Ops-Deadline-Ms";

    /** What makes a call safe to repeat: the service does the work of one key once. */
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final Set<String> OF_THE_TRANSPORT = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "ops-deadline-ms",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    static void checkName(String name) {
        checkToken("header name", name);
        if (OF_THE_TRANSPORT.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The header " + name + " is set by the transport; leave it out.");
        }
    }

    static Header checked(String name, String value) {
        checkName(name);
        if (name.equalsIgnoreCase(IDEMPOTENCY_KEY) && value.isBlank()) {
            // A server takes that for no key, and does the work once for each attempt.
            throw new IllegalArgumentException(
                    "The " + IDEMPOTENCY_KEY + " is empty. Give each piece of work a key of its own, or leave it out.");
        }
        int bad = badCharacter(value);
        if (bad >= 0) {
            // Not the value itself: it may be a credential.
            throw new IllegalArgumentException(String.format(
                    "The value of the header %s has the character U+%04X at index %d. A header carries printable ASCII"
                            + " only; encode the value.",
                    name, (int) value.charAt(bad), bad));
        }
        return new Header(name, value);
    }

    /** Asked at each call for each header of ours: a stream would be a fifth of what the policy allocates. */
    static boolean isIn(List<Header> headers, String name) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).name.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** The index of the first character that a value cannot carry, or -1. */
    static int badCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                return i;
            }
        }
        return -1;
    }

    static String checkMethod(String method) {
        if (method.equals("CONNECT")) {
            throw new IllegalArgumentException("CONNECT asks for a tunnel and not for an answer; no call can do that.");
        }
        return checkToken("method", method);
    }

    static String checkToken(String what, String token) {
        if (!isToken(token)) {
            throw new IllegalArgumentException("The " + what + " \"" + PathTemplate.encode(token)
                    + "\" is not an HTTP token (letters, digits and " + TOKEN_MARKS + ").");
        }
        return token;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isTokenCharacter(int c) {
        return PathTemplate.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
    }
}

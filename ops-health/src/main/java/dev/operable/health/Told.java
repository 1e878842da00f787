package dev.operable.health;

import dev.operable.core.Redaction;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;

/** Failures of other systems in one way: which system, then what. */
final class Told {
    private Told() {}

    static CheckResult failure(String system, Exception failure) {
        return CheckResult.fail(system + ": " + words(failure));
    }

    /**
     * Where it leads, without what may be secret in it. Of a URI that cannot be told apart from one with a password that is
     * not percent-encoded, {@code redis://:a/b@host}, that is the scheme alone.
     */
    static String place(URI uri) {
        String authority = String.valueOf(uri.getRawAuthority());
        String whole = uri.toString();
        int rest = whole.indexOf(authority) + authority.length();
        if (uri.getHost() == null || whole.indexOf('@', rest) >= 0) {
            return (uri.getScheme() == null ? "" : uri.getScheme() + "://") + Redaction.MASK;
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path;
    }

    /** Whether a user and a password may be in it that are not where they belong. */
    static boolean hidesLogin(URI uri) {
        return uri.getRawUserInfo() == null && place(uri).endsWith(Redaction.MASK);
    }

    /** Why a URI has no host that looks as if it had one, as the names of containers do; else nothing. */
    static String underscore(URI uri) {
        boolean has =
                uri.getHost() == null && String.valueOf(uri.getRawAuthority()).indexOf('_') >= 0;
        return has
                ? " The name of a host has no underscore; give that one another name, my-service for my_service."
                : "";
    }

    /** Without the brackets, which belong to the notation of the URI and not to an IPv6 address. */
    static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String words(Exception failure) {
        if (failure instanceof ConnectException) {
            return "it refuses connections (" + failure.getMessage() + ")";
        }
        if (failure instanceof ClosedByInterruptException) {
            return "the check was interrupted";
        }
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }
}

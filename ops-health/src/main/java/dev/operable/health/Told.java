package dev.operable.health;

import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;

/** Failures of other systems in one way: which system, then what. */
final class Told {
    private Told() {}

    static CheckResult failure(String system, Exception failure) {
        return CheckResult.fail(system + ": " + words(failure));
    }

    /** Where it leads, without what may be secret in it. */
    static String place(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path;
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

package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, for the audit. All callers have the same token, so nobody knows but they: the name is the one that the caller
 * gives itself in {@code X-Ops-User}, beside the address that it really has.
 */
final class Caller {
    static final String HEADER = "X-Ops-User";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} .@_+-]{0,63}");

    private Caller() {}

    static String of(HttpExchange exchange) {
        String address = exchange.getRemoteAddress().getAddress().getHostAddress();
        @Nullable String name = exchange.getRequestHeaders().getFirst(HEADER);
        return name != null && NAME.matcher(name).matches() ? name + " at " + address : address;
    }
}

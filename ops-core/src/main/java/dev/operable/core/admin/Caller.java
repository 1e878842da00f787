package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, for the audit. All callers have the same token, so nobody knows but they: the name is the one that the caller
 * gives itself in {@code X-Ops-User}, beside the address that it really has.
 */
final class Caller {
    static final String HEADER = "X-Ops-User";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} .@_+'-]{0,63}");

    private Caller() {}

    /** @throws Refused if the name cannot be kept as it is: an audit without it would be about nobody */
    static String of(HttpExchange exchange) throws Refused {
        String address = exchange.getRemoteAddress().getAddress().getHostAddress();
        @Nullable String name = exchange.getRequestHeaders().getFirst(HEADER);
        if (name == null) {
            return address;
        }
        // The JDK reads headers as ISO 8859-1; what sends more than ASCII sends UTF-8.
        String said = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (!NAME.matcher(said).matches() || said.contains(" at ")) {
            throw new Refused(Problem.field(
                    HEADER,
                    "",
                    "is not a name",
                    "Give up to 64 letters, digits, spaces and any of . @ _ + ' - and leave out the address."));
        }
        return said + " at " + address;
    }
}

package dev.operable.devkit;

import com.sun.net.httpserver.Headers;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses what a web page makes a browser on this machine ask: the agent lets anyone in, and runs checks against any
 * address. A page's own name in {@code Host} is a name made to point here (DNS rebinding), and a foreign {@code Origin}
 * is a request across sites. Nobody needs another name than localhost, because the agent listens on loopback only.
 */
final class PageGuard {
    private static final Pattern OWN_NAME =
            Pattern.compile("(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])(:\\d{1,5})?");

    private PageGuard() {}

    static Optional<Answer> refuse(Headers headers) {
        String host = Optional.ofNullable(headers.getFirst("Host")).orElse("").toLowerCase(Locale.ROOT);
        if (!OWN_NAME.matcher(host).matches()) {
            return Optional.of(Answer.text(
                    421,
                    "The Host header does not name the development agent. Ask for localhost or for its IP address."));
        }
        String origin = headers.getFirst("Origin");
        String site = headers.getFirst("Sec-Fetch-Site");
        boolean foreign = (origin != null && !origin.equalsIgnoreCase("http://" + host))
                || "cross-site".equals(site)
                || "same-site".equals(site);
        return foreign
                ? Optional.of(Answer.text(403, "The development agent refuses requests of web pages from elsewhere."))
                : Optional.empty();
    }
}

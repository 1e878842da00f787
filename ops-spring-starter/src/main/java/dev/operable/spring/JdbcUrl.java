package dev.operable.spring;

import dev.operable.config.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A database URL as a driver wants it, from one that {@code DatabaseSettings} found to be well-formed.
 *
 * @param url {@code jdbc:...}, without user and password where the URL was {@code postgres://...}
 */
record JdbcUrl(String url, Optional<String> user, Optional<Secret> password) {
    static JdbcUrl of(String text) {
        int scheme = text.indexOf("://");
        if (!text.startsWith("postgres://") && !text.startsWith("postgresql://")) {
            return new JdbcUrl(text, Optional.empty(), Optional.empty());
        }
        String rest = text.substring(scheme + "://".length());
        int end = authorityEnd(rest);
        int at = rest.substring(0, end).lastIndexOf('@');
        String[] who = at < 0 ? new String[] {""} : rest.substring(0, at).split(":", 2);
        // The driver would read a plus as a space, which in a URI it is not.
        String path = end == rest.length() ? "/" : rest.substring(end).replace("+", "%2B");
        return new JdbcUrl(
                "jdbc:postgresql://" + rest.substring(at + 1, end) + path,
                Optional.of(decoded(who[0])).filter(user -> !user.isEmpty()),
                who.length == 2 ? Optional.of(Secret.of(decoded(who[1]))) : Optional.empty());
    }

    private static int authorityEnd(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }

    private static String decoded(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

package dev.operable.database;

import dev.operable.config.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database URL taken apart: what the driver gets, who connects, and a text without the password.
 *
 * @param jdbc the URL for the driver
 * @param masked what messages show
 */
record DatabaseUrl(
        String jdbc,
        String masked,
        @Nullable String user,
        @Nullable Secret password) {
    private static final Pattern POSTGRES = Pattern.compile("postgres(?:ql)?://([^/?#]*)(.*)");
    private static final Pattern HOSTS =
            Pattern.compile("(?:(?:\\[[0-9a-fA-F:.%]+]|[^:,\\[\\]@]*)(?::\\d{1,5})?(?:,|$))+");
    private static final Pattern SECRET_PARAMETER = Pattern.compile(
            "((?:^|[?&;])[a-z_]*(?:password|secret|token|key)[a-z_]*=)[^&;]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("//([^/?#:@]*):.*@");
    private static final Pattern SCHEME = Pattern.compile("^((?:[a-z][a-z0-9+]*:){0,2}).*$", Pattern.DOTALL);
    private static final String MASK = "•••";

    static DatabaseUrl parse(String url) {
        Matcher postgres = POSTGRES.matcher(url);
        if (postgres.matches()) {
            return postgres(url, postgres.group(1), postgres.group(2));
        }
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException("DATABASE_URL \"" + mask(url) + "\" is not the URL of a database. "
                    + "Write jdbc:sqlite:/path/to/file, jdbc:postgresql://host/database "
                    + "or postgres://user:password@host/database.");
        }
        if (url.equals("jdbc:sqlite:") || url.startsWith("jdbc:sqlite::memory:")) {
            throw new IllegalArgumentException("DATABASE_URL \"" + mask(url)
                    + "\" gives every connection an empty database of its own. "
                    + "Write jdbc:sqlite:file:name?mode=memory&cache=shared.");
        }
        return new DatabaseUrl(url, mask(url), null, null);
    }

    /** What a driver says that it is connected to. */
    static DatabaseUrl found(String jdbc) {
        return new DatabaseUrl(jdbc, mask(jdbc), null, null);
    }

    /** This URL with the user and the password of the settings, which win over those of the URL. */
    DatabaseUrl with(Optional<String> otherUser, Optional<Secret> otherPassword) {
        return new DatabaseUrl(jdbc, masked, otherUser.orElse(user), otherPassword.orElse(password));
    }

    boolean isPostgres() {
        return jdbc.startsWith("jdbc:postgresql:");
    }

    boolean isSqlite() {
        return SqliteFile.isSqlite(jdbc);
    }

    private static DatabaseUrl postgres(String url, String authority, String rest) {
        int at = authority.lastIndexOf('@');
        String hosts = authority.substring(at + 1);
        if (!HOSTS.matcher(hosts).matches()) {
            throw malformed(url, "has no valid host and port");
        }
        if (rest.indexOf('@') >= 0) {
            throw malformed(url, "has an @ behind its host");
        }
        String user = null;
        Secret password = null;
        if (at >= 0) {
            String[] who = authority.substring(0, at).split(":", 2);
            user = decoded(url, who[0]);
            password = who.length == 2 ? Secret.of(decoded(url, who[1])) : null;
        }
        // The driver would read a plus as a space, which in a URI it is not.
        String jdbc = "jdbc:postgresql://" + hosts + (rest.isEmpty() ? "/" : rest.replace("+", "%2B"));
        return new DatabaseUrl(jdbc, mask(url), user == null || user.isEmpty() ? null : user, password);
    }

    private static String decoded(String url, String encoded) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notHex) {
            // The decoder's own message is left out: it quotes the password.
            throw malformed(url, "has a % that two hexadecimal digits do not follow");
        }
    }

    private static IllegalArgumentException malformed(String url, String problem) {
        return new IllegalArgumentException("DATABASE_URL \"" + mask(url) + "\" " + problem
                + ". Write postgres://user:password@host:port/database, "
                + "with the special characters of the user and the password percent-encoded (/ is %2F, @ is %40).");
    }

    private static String mask(String url) {
        boolean readable = url.contains("://") || url.startsWith("jdbc:sqlite:") || url.startsWith("jdbc:h2:");
        if (!readable) {
            // Nobody knows where in it a password stands.
            return SCHEME.matcher(url).replaceAll("$1" + MASK);
        }
        String withoutUserInfo = USER_INFO.matcher(url).replaceAll("//$1:" + MASK + "@");
        return SECRET_PARAMETER.matcher(withoutUserInfo).replaceAll("$1" + MASK);
    }

    @Override
    public String toString() {
        return masked;
    }
}

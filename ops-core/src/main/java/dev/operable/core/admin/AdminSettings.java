package dev.operable.core.admin;

import dev.operable.config.Check;
import dev.operable.config.Default;
import dev.operable.config.Doc;
import dev.operable.config.Key;
import dev.operable.config.ListenAddress;
import dev.operable.config.Secret;
import java.util.Optional;

/**
 * Where the admin endpoints answer, and who may use the guarded ones. Immutable.
 *
 * @param listen the address; port 0 is any free port
 * @param token the bearer token of the guarded endpoints, of 16 visible ASCII characters or more; without one they are off;
 *     in development one is generated
 */
public record AdminSettings(
        @Key("OPS_LISTEN") @Default("127.0.0.1:0") @Doc("Where the admin endpoints answer; port 0 is any free port.")
        ListenAddress listen,

        @Key("OPS_TOKEN")
        @Doc(
                "The bearer token of the guarded admin endpoints, of 16 characters or more; without it they are off; in development one is generated.")
        Optional<Secret> token) {
    /** What nobody guesses; 16 characters of Base64 are 96 bits. */
    private static final int SHORTEST_TOKEN = 16;

    public AdminSettings {
        Check.that(
                "token",
                token.isEmpty() || token.get().reveal().chars().allMatch(c -> c > ' ' && c < 0x7f),
                "must be of visible ASCII characters alone: it is sent in a header");
        int length = token.map(said -> said.reveal().length()).orElse(SHORTEST_TOKEN);
        Check.that(
                "token",
                length >= SHORTEST_TOKEN,
                "must have at least " + SHORTEST_TOKEN + " characters, but has " + length
                        + ": make one with openssl rand -base64 24");
    }

    /** Any free port of the loopback interface, and no token. */
    public static AdminSettings defaults() {
        return new AdminSettings(new ListenAddress("127.0.0.1", 0), Optional.empty());
    }
}

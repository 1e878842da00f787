package dev.operable.samples.hits;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One use of a short link.
 *
 * @param code the link's code
 * @param key tells this hit from every other; a hit reported twice has the same key twice
 * @param at when the link was used
 */
record Hit(String code, String key, Instant at) {
    /** The codes that a link can have; also what the table's column holds. */
    static final Pattern CODE = Pattern.compile("[0-9A-Za-z_-]{1,64}");

    /** The keys that a hit can have; also what the table's column holds. */
    static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

    Hit {
        require("code", CODE, code);
        require("key", KEY, key);
    }

    private static void require(String what, Pattern allowed, String value) {
        if (!allowed.matcher(value).matches()) {
            throw new IllegalArgumentException("A hit's " + what + " is not of the form " + allowed + ".");
        }
    }
}

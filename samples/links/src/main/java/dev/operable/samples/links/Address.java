package dev.operable.samples.links;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * An address that can be shortened: absolute, http or https, with a host, in ASCII.
 *
 * @param uri the address, other characters than ASCII percent-encoded
 */
record Address(URI uri) {
    /** What the table's column holds, and more than any browser's address bar needs. */
    static final int MAX_LENGTH = 2048;

    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** @throws BadAddress with the reason, for the one who sent it */
    static Address parse(String text) throws BadAddress {
        if (text.isBlank()) {
            throw new BadAddress("The url is missing. Send {\"url\":\"https://example.com/\"}.");
        }
        if (text.length() > MAX_LENGTH) {
            throw new BadAddress("The url has " + text.length() + " characters; " + MAX_LENGTH + " are allowed.");
        }
        URI uri;
        try {
            uri = new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            throw new BadAddress("The url is malformed: " + e.getReason() + " at position " + e.getIndex() + ".");
        }
        if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw new BadAddress("The url does not begin with http:// or https://.");
        }
        if (uri.getHost() == null) {
            throw new BadAddress("The url has no host, or one that is not a name or an address in ASCII.");
        }
        if (uri.getPort() > 65535) {
            throw new BadAddress("The url has the port " + uri.getPort() + "; 65535 is the highest.");
        }
        if (uri.getRawUserInfo() != null) {
            throw new BadAddress("The url carries a user name. It would be shown to everyone who follows the link.");
        }
        if (uri.toString().length() > MAX_LENGTH) {
            throw new BadAddress("The url, encoded, is longer than " + MAX_LENGTH + " characters.");
        }
        return new Address(uri);
    }

    /** Why an address cannot be shortened. */
    static final class BadAddress extends Exception {
        private static final long serialVersionUID = 1L;

        BadAddress(String reason) {
            super(reason, null, false, false);
        }
    }
}

package dev.operable.samples.links;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The links. One address has one code. */
@Repository
class LinkStore {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CODE_LENGTH = 7;
    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    LinkStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The code of an address: the one it has, or else a new one. */
    String codeOf(Address address) {
        String url = address.uri().toString();
        // The insert does nothing when the address is there (another instance may have been first) or, once in
        // 62^7 codes, when the code is taken; then another code is tried.
        for (int i = 0; i < TRIES; i++) {
            Optional<String> code = find("SELECT code FROM link WHERE url = ?", url);
            if (code.isPresent()) {
                return code.get();
            }
            jdbc.sql("INSERT INTO link (code, url) VALUES (?, ?) ON CONFLICT DO NOTHING")
                    .param(newCode())
                    .param(url)
                    .update();
        }
        return find("SELECT code FROM link WHERE url = ?", url)
                .orElseThrow(() -> new IllegalStateException("No free code was found in " + TRIES + " tries."));
    }

    Optional<URI> address(String code) {
        return find("SELECT url FROM link WHERE code = ?", code).map(URI::create);
    }

    private Optional<String> find(String sql, String value) {
        return jdbc.sql(sql).param(value).query(String.class).optional();
    }

    private String newCode() {
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}

package dev.operable.health;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** Where a check gets its TLS from; asked only when it needs it. */
@FunctionalInterface
interface Tls {
    SSLContext context() throws GeneralSecurityException;

    /** The authorities that this JDK trusts. */
    static Tls standard() {
        return SSLContext::getDefault;
    }
}

package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Browsers that have shown the token. They keep an id instead of it, for 12 hours, in a cookie that no script reads and that
 * is not sent along when another site asks.
 */
final class Sessions {
    private static final Duration LASTS = Duration.ofHours(12);
    private static final int MOST = 100;

    /** Made when somebody logs in: it loads the JDK's providers of security, which the start should not wait for. */
    private static final class Chance {
        static final SecureRandom SOURCE = new SecureRandom();
    }

    private final LongSupplier nanoTime;
    private final Map<String, Long> ends = new LinkedHashMap<>(); // guarded by this; the oldest first

    Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** As hard to guess as a key of 192 bits; nothing in it has to be escaped anywhere. */
    String unguessable() {
        byte[] bytes = new byte[24];
        Chance.SOURCE.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    void begin(HttpExchange exchange) {
        String id = unguessable();
        synchronized (this) {
            if (ends.size() >= MOST) {
                ends.remove(ends.keySet().iterator().next());
            }
            ends.put(id, nanoTime.getAsLong() + LASTS.toNanos());
        }
        exchange.getResponseHeaders()
                .add(
                        "Set-Cookie",
                        cookie(exchange) + "=" + id + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
                                + LASTS.toSeconds());
    }

    /** Whether the caller has one. */
    boolean knows(HttpExchange exchange) {
        String name = cookie(exchange) + "=";
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String pair : header.split(";", -1)) {
                String cookie = pair.strip();
                if (cookie.startsWith(name) && isOpen(cookie.substring(name.length()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private synchronized boolean isOpen(String id) {
        Long end = ends.get(id);
        if (end != null && end - nanoTime.getAsLong() <= 0) {
            ends.remove(id);
            return false;
        }
        return end != null;
    }

    /** With the port, for the cookies of a host are those of all servers on it. */
    private static String cookie(HttpExchange exchange) {
        return "ops-" + exchange.getLocalAddress().getPort();
    }
}

package dev.operable.core.admin;

import java.util.Map;

/**
 * Properties of the JDK's HttpServer, which it reads once, when it is first used. What is set on the command line wins.
 * They hold for every HttpServer of the process.
 */
final class HttpServerProperties {
    private static final Map<String, String> DEFAULTS = Map.of(
            // Without it an answer waits for the caller's delayed acknowledgement: 40 ms and more.
            "sun.net.httpserver.nodelay", "true",
            // Seconds until a request must have arrived; there is no limit otherwise, and a thread is held meanwhile.
            "sun.net.httpserver.maxReqTime", "30",
            "sun.net.httpserver.maxReqHeaders", "100");

    private HttpServerProperties() {}

    static void setDefaults() {
        DEFAULTS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}

package dev.operable.core.admin;

/**
 * The one property of the JDK's HttpServer that an admin server needs. It is read once, when the JDK's server is first used,
 * and holds for every HttpServer of the process. What is set on the command line wins.
 */
final class HttpServerProperties {
    // Without it an answer waits for the caller's delayed acknowledgement: 40 ms and more.
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private HttpServerProperties() {}

    static void setDefaults() {
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }
}

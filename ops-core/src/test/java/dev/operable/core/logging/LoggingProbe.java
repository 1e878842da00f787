package dev.operable.core.logging;

import dev.operable.core.ServiceIdentity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that logs; {@link LoggingTest} looks at what comes out of it. Its own words go to standard error. */
final class LoggingProbe {
    private static final Logger log = LoggerFactory.getLogger(LoggingProbe.class);

    private LoggingProbe() {}

    public static void main(String[] args) throws InterruptedException {
        switch (args[0]) {
            case "first-line" -> log.info("the first line");
            case "first-jul-line" ->
                java.util.logging.Logger.getLogger("com.acme.Old").info("the first line");
            case "identity" -> {
                Logging logging = start(Map.of(), LogFormat.AUTO);
                log.info("with identity");
                logging.close();
                logging.close();
                log.info("after the close");
            }
            case "two" -> {
                Logging first = start(Map.of(), LogFormat.JSON);
                Logging second = Logging.start(
                        new ServiceIdentity("links", "2.0", "production", "links-1"), LoggingSettings.defaults());
                log.info("of the second");
                second.close();
                log.info("of the first");
                Thread thread = new Thread(() -> {
                    throw new IllegalStateException("nobody catches this");
                });
                thread.start();
                thread.join();
                first.close();
            }
            case "levels" -> {
                start(Map.of("dev.operable.core.logging", LogLevel.DEBUG, "quiet", LogLevel.OFF), LogFormat.JSON);
                log.debug("debug of ours");
                LoggerFactory.getLogger("other").debug("debug of another");
                LoggerFactory.getLogger("quiet").error("from the quiet one");
            }
            case "text" -> {
                start(Map.of(), LogFormat.TEXT);
                log.info("for people");
            }
            case "uncaught" -> {
                start(Map.of(), LogFormat.JSON);
                throw new IllegalStateException("nobody catches this");
            }
            case "exit" -> {
                for (int i = 0; i < 5_000; i++) {
                    log.error("the configuration is wrong");
                }
                System.err.println("exiting");
                System.exit(78);
            }
            case "flood" -> flood();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void flood() {
        Logging logging = start(Map.of(), LogFormat.JSON);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        logging.bindTo(registry);
        String text = "x".repeat(500);
        for (int i = 0; i < 30_000; i++) {
            log.info(text);
        }
        logging.close();
        System.err.println("dropped "
                + (long) registry.get("log.events.dropped").functionCounter().count());
    }

    private static Logging start(Map<String, LogLevel> levels, LogFormat format) {
        return Logging.start(
                Events.HITS, new LoggingSettings(LogLevel.INFO, levels, format, Map.of(), RepeatLimit.OFF, 100));
    }
}

package dev.operable.core.logging;

import dev.operable.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with the variables of a service that obeys its standard input, line by line; {@link StreamsTest} is the other
 * side. It answers on standard output's other end only through the log, and says {@code done} on standard error.
 */
final class StreamsProbe {
    private static final Logger log = LoggerFactory.getLogger("com.acme.Shop");

    private StreamsProbe() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> variables = new TreeMap<>(System.getenv());
        variables.keySet().removeIf(name -> !name.startsWith("LOG_"));
        LoggingSettings settings = Settings.of("hits")
                .environment(variables)
                .bind(LoggingSettings.class)
                .load()
                .get(LoggingSettings.class);
        Logging logging = Logging.start(Events.HITS, settings);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        logging.bindTo(registry);
        var commands = new java.util.Scanner(System.in, java.nio.charset.StandardCharsets.UTF_8);
        while (commands.hasNextLine()) {
            String[] command = commands.nextLine().split(" ", 2);
            obey(command[0], command.length > 1 ? command[1] : "", logging);
            System.err.println("done " + dropped(registry));
        }
    }

    private static void obey(String command, String argument, Logging logging) {
        switch (command) {
            case "app" -> log.info(argument);
            case "repeat" -> {
                for (int i = 0; i < 1_000; i++) {
                    log.warn(argument);
                }
            }
            case "access" -> LoggerFactory.getLogger("ops.access").info(argument);
            case "audit" -> AuditEvent.of("ada", argument, "off", "on").log();
            case "flood" -> {
                Logger audit = LoggerFactory.getLogger("ops.audit");
                String text = "x".repeat(1_000);
                for (int i = 0; i < Integer.parseInt(argument); i++) {
                    audit.info(text);
                }
            }
            case "jul" -> {
                java.util.logging.Logger jul = java.util.logging.Logger.getLogger("com.acme.jul");
                jul.info("info: " + argument);
                jul.fine("fine: " + argument);
            }
            case "level" -> logging.levels().set(argument, LogLevel.DEBUG, Duration.ofMinutes(15), "ada");
            case "threads" ->
                System.err.println(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("ops-"))
                        .sorted()
                        .collect(Collectors.joining(",")));
            case "close" -> logging.close();
            case "throw" -> throw new IllegalStateException(argument);
            default -> throw new IllegalArgumentException(command);
        }
    }

    private static String dropped(SimpleMeterRegistry registry) {
        return registry.find("log.events.dropped").functionCounters().stream()
                .map(counter -> counter.getId().getTag("output") + "=" + (long) counter.count())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}

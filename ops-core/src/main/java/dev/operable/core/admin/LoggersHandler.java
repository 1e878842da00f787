package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.config.Durations;
import dev.operable.core.logging.LogLevel;
import dev.operable.core.logging.LogLevels;
import dev.operable.core.logging.LoggerLevel;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers {@code /ops/loggers} of an {@link AdminServer}: the levels of the loggers, and with PUT changes one. Safe for use by many threads.
 *
 * <pre>{@code
 * curl -X PUT -d 'logger=com.acme&level=debug&for=15m' ...
 * }</pre>
 */
public final class LoggersHandler implements HttpHandler {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final String DEFAULT = "default";

    private final LogLevels levels;

    public LoggersHandler(LogLevels levels) {
        this.levels = levels;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answers.allow(exchange, "GET", "HEAD", "PUT");
        if (exchange.getRequestMethod().equals("PUT")) {
            Fields.query(exchange);
            change(exchange);
        } else {
            show(exchange);
        }
    }

    private void show(HttpExchange exchange) throws IOException {
        Optional<String> name = Fields.query(exchange, "name").get("name");
        if (name.isPresent()) {
            Answers.json(exchange, described(find(name.get(), "name")));
        } else {
            Answers.json(
                    exchange,
                    Map.of(
                            "loggers",
                            levels.list().stream()
                                    .map(LoggersHandler::described)
                                    .toList()));
        }
    }

    private void change(HttpExchange exchange) throws IOException {
        Fields fields = Fields.body(exchange, "logger", "level", "for");
        String logger = fields.required("logger", "Give the name of a logger, such as com.acme.orders, or ROOT.");
        String level = fields.required("level", "Give trace, debug, info, warn, error, off or default.");
        Optional<Duration> period = fields.duration("for", LONGEST);
        String who = Caller.of(exchange);
        try {
            if (level.strip().equalsIgnoreCase(DEFAULT)) {
                if (period.isPresent()) {
                    throw Fields.wrong("for", Durations.text(period.get()), "has no meaning here", "Leave it out.");
                }
                levels.reset(logger, who);
            } else {
                LogLevel wanted = fields.choice("level", level, LogLevel.class, DEFAULT);
                if (period.isPresent()) {
                    levels.set(logger, wanted, period.get(), who);
                } else {
                    levels.set(logger, wanted, who);
                }
            }
        } catch (IllegalArgumentException notThisOne) {
            throw Fields.wrong("logger", logger, "cannot be changed", String.valueOf(notThisOne.getMessage()));
        }
        Answers.json(exchange, described(find(logger, "logger")));
    }

    private LoggerLevel find(String logger, String field) throws Refused {
        try {
            return levels.find(logger);
        } catch (IllegalArgumentException noName) {
            throw Fields.wrong(field, logger, "is no name", String.valueOf(noName.getMessage()));
        }
    }

    private static Map<String, String> described(LoggerLevel logger) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("logger", logger.logger());
        fields.put("level", logger.level().toString());
        fields.put("default", logger.byDefault().map(LogLevel::toString).orElse("inherited"));
        logger.until().ifPresent(until -> fields.put("until", until.toString()));
        logger.changedBy().ifPresent(who -> fields.put("changedBy", who));
        return fields;
    }
}

package dev.operable.core.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.admin.CallFaults.Wanted;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Answers {@code /ops/faults} of an {@link AdminServer}: the faults that are played to the calls of this process, for a game
 * day; POST begins one, and ends them. Safe for use by many threads.
 *
 * <pre>{@code
 * curl -d 'service=hits&latency=500ms&share=20%&for=10m' ...
 * curl -d 'service=hits&end=true' ...
 * }</pre>
 */
public final class FaultsHandler implements HttpHandler {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String SHARE_FIX = "Give a part, such as 0.2, or percents, such as 20%.";

    private final CallFaults faults;

    public FaultsHandler(CallFaults faults) {
        this.faults = faults;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answers.allow(exchange, "GET", "HEAD", "POST");
        Fields.query(exchange);
        if (exchange.getRequestMethod().equals("POST")) {
            change(exchange);
        }
        List<Map<String, String>> on = faults.on();
        Answers.json(exchange, Map.of("faults", on));
    }

    private void change(HttpExchange exchange) throws IOException {
        Fields fields =
                Fields.body(exchange, "service", "latency", "status", "abort", "share", "instance", "for", "end");
        String who = Caller.of(exchange);
        String service = fields.required("service", "Give the name of the service that is called.");
        if (isTrue(fields, "end")) {
            faults.end(service, who);
            return;
        }
        Wanted wanted = new Wanted(
                service,
                fields.duration("latency", LONGEST),
                status(fields),
                isTrue(fields, "abort"),
                share(fields),
                fields.get("instance"),
                fields.duration("for", LONGEST));
        try {
            faults.begin(wanted, who);
        } catch (IllegalArgumentException none) {
            throw new Refused(Problem.of(400, "There is no such fault: " + none.getMessage() + "."));
        }
    }

    private static boolean isTrue(Fields fields, String name) throws Refused {
        Optional<String> text = fields.get(name);
        if (text.isEmpty() || text.get().equals("false")) {
            return false;
        }
        if (!text.get().equals("true")) {
            throw Fields.wrong(name, text.get(), "is neither", "Give true or false.");
        }
        return true;
    }

    private static OptionalInt status(Fields fields) throws Refused {
        Optional<String> text = fields.get("status");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().matches("[45][0-9][0-9]")) {
            throw Fields.wrong("status", text.get(), "is not the status of an error", "Give one from 400 to 599.");
        }
        return OptionalInt.of(Integer.parseInt(text.get()));
    }

    private static double share(Fields fields) throws Refused {
        String text = fields.get("share").orElse("1").strip();
        boolean percent = text.endsWith("%");
        String number = percent ? text.substring(0, text.length() - 1) : text;
        double share = number.matches("[0-9]{1,3}([.][0-9]{1,9})?") ? Double.parseDouble(number) : 0;
        double part = percent ? share / 100 : share;
        if (part <= 0 || part > 1) {
            throw Fields.wrong("share", text, "is not a part of all", SHARE_FIX);
        }
        return part;
    }
}

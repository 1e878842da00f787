package dev.operable.health;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A verdict in the shape of the Internet-Draft "Health Check Response Format for HTTP APIs". Written by Jackson's generator alone:
 * its mapper takes longer to load than a probe of a service that just started should wait.
 */
final class JsonAnswer {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final double NANOS_PER_MILLI = 1e6;

    private JsonAnswer() {}

    static byte[] of(Report report) {
        Verdict verdict = report.verdict();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), answer)) {
            json.writeStartObject();
            json.writeStringProperty("status", Words.of(verdict.status()));
            json.writeStringProperty("output", verdict.summary());
            json.writeObjectPropertyStart("checks");
            for (CheckOutcome check : verdict.checks()) {
                json.writeArrayPropertyStart(check.name());
                check(json, report, check);
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return answer.toByteArray();
    }

    private static void check(JsonGenerator json, Report report, CheckOutcome check) {
        json.writeStartObject();
        json.writeStringProperty("status", Words.of(check.status()));
        json.writeStringProperty("criticality", Words.of(check.criticality()));
        if (report.details()) {
            details(json, check);
            CheckHistory history = report.histories().get(check.name());
            if (history != null) {
                history(json, history);
            }
        }
        json.writeEndObject();
    }

    private static void details(JsonGenerator json, CheckOutcome check) {
        json.writeStringProperty("probe", check.probe().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("time", check.at().toString());
        json.writeStringProperty("since", check.since().toString());
        json.writeNumberProperty("durationMs", millis(check.took()));
        json.writeBooleanProperty("hung", check.hung());
        json.writeStringProperty("output", check.result().reason());
        json.writeObjectPropertyStart("data");
        for (Map.Entry<String, Object> value : check.result().data().entrySet()) {
            json.writeName(value.getKey());
            measured(json, value.getValue());
        }
        json.writeEndObject();
        if (!check.check().owner().isEmpty()) {
            json.writeStringProperty("owner", check.check().owner());
        }
        Optional<URI> runbook = check.check().runbook();
        if (runbook.isPresent()) {
            json.writeObjectPropertyStart("links");
            json.writeStringProperty("runbook", runbook.get().toString());
            json.writeEndObject();
        }
    }

    private static void measured(JsonGenerator json, Object value) {
        if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(value.toString());
        }
    }

    private static void history(JsonGenerator json, CheckHistory history) {
        json.writeObjectPropertyStart("history");
        json.writeNumberProperty("flaps", history.flaps());
        json.writeObjectPropertyStart("durationMs");
        json.writeNumberProperty("p50", millis(history.percentile(0.5)));
        json.writeNumberProperty("p90", millis(history.percentile(0.9)));
        json.writeNumberProperty("max", millis(history.percentile(1)));
        json.writeEndObject();
        json.writeArrayPropertyStart("runs");
        for (CheckRun run : history.runs()) {
            json.writeStartObject();
            json.writeStringProperty("time", run.at().toString());
            json.writeStringProperty("status", Words.of(run.status()));
            json.writeBooleanProperty("hung", run.hung());
            json.writeNumberProperty("durationMs", millis(run.took()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("changes");
        for (StateChange change : history.changes()) {
            json.writeStartObject();
            json.writeStringProperty("time", change.at().toString());
            json.writeStringProperty("from", Words.of(change.from()));
            json.writeStringProperty("to", Words.of(change.to()));
            json.writeStringProperty("output", change.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / NANOS_PER_MILLI * 1000) / 1000.0;
    }
}

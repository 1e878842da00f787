package dev.operable.health;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A verdict in the shape of the Internet-Draft "Health Check Response Format for HTTP APIs". */
final class JsonAnswer {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final double NANOS_PER_MILLI = 1e6;

    private JsonAnswer() {}

    static byte[] of(Report report) {
        Verdict verdict = report.verdict();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("status", Words.of(verdict.status()));
        root.put("output", verdict.summary());
        ObjectNode checks = root.putObject("checks");
        for (CheckOutcome check : verdict.checks()) {
            ObjectNode entry = checks.putArray(check.name()).addObject();
            entry.put("status", Words.of(check.status()));
            entry.put("criticality", Words.of(check.criticality()));
            if (report.details()) {
                details(entry, check);
                CheckHistory history = report.histories().get(check.name());
                if (history != null) {
                    history(entry.putObject("history"), history);
                }
            }
        }
        return MAPPER.writeValueAsBytes(root);
    }

    private static void details(ObjectNode entry, CheckOutcome check) {
        entry.put("probe", check.probe().name().toLowerCase(Locale.ROOT));
        entry.put("time", check.at().toString());
        entry.put("since", check.since().toString());
        entry.put("durationMs", millis(check.took()));
        entry.put("hung", check.hung());
        entry.put("output", check.result().reason());
        ObjectNode data = entry.putObject("data");
        for (Map.Entry<String, Object> value : check.result().data().entrySet()) {
            data.putPOJO(value.getKey(), value.getValue());
        }
        if (!check.check().owner().isEmpty()) {
            entry.put("owner", check.check().owner());
        }
        check.check().runbook().ifPresent(runbook -> entry.putObject("links").put("runbook", runbook.toString()));
    }

    private static void history(ObjectNode entry, CheckHistory history) {
        entry.put("flaps", history.flaps());
        ObjectNode durations = entry.putObject("durationMs");
        durations.put("p50", millis(history.percentile(0.5)));
        durations.put("p90", millis(history.percentile(0.9)));
        durations.put("max", millis(history.percentile(1)));
        ArrayNode runs = entry.putArray("runs");
        for (CheckRun run : history.runs()) {
            runs.addObject()
                    .put("time", run.at().toString())
                    .put("status", Words.of(run.status()))
                    .put("hung", run.hung())
                    .put("durationMs", millis(run.took()));
        }
        ArrayNode changes = entry.putArray("changes");
        for (StateChange change : history.changes()) {
            changes.addObject()
                    .put("time", change.at().toString())
                    .put("from", Words.of(change.from()))
                    .put("to", Words.of(change.to()))
                    .put("output", change.reason());
        }
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / NANOS_PER_MILLI * 1000) / 1000.0;
    }
}

package dev.operable.health;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A verdict in the shape of the Internet-Draft "Health Check Response Format for HTTP APIs". */
final class JsonAnswer {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private JsonAnswer() {}

    static String of(Verdict verdict, boolean details) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put(
                "status",
                switch (verdict.status()) {
                    case UP -> "pass";
                    case DEGRADED -> "warn";
                    case DOWN -> "fail";
                });
        root.put("output", verdict.summary());
        ObjectNode checks = root.putObject("checks");
        for (CheckOutcome check : verdict.checks()) {
            ArrayNode entries = checks.putArray(check.name());
            ObjectNode entry = entries.addObject();
            entry.put("status", Words.of(check.status()));
            entry.put("criticality", Words.of(check.criticality()));
            if (details) {
                entry.put("time", check.at().toString());
                entry.put("durationMs", check.took().toMillis());
                entry.put("hung", check.hung());
                entry.put("output", check.result().reason());
                ObjectNode data = entry.putObject("data");
                for (Map.Entry<String, Object> value : check.result().data().entrySet()) {
                    data.putPOJO(value.getKey(), value.getValue());
                }
            }
        }
        return MAPPER.writeValueAsString(root);
    }
}

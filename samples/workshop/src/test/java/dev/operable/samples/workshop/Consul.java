package dev.operable.samples.workshop;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the agent says of the application. */
record Consul(URI address) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The registrations, well or not. */
    List<JsonNode> registered() throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode service : get("/v1/agent/services")) {
            if (service.path("Service").asString("").equals("workshop")) {
                found.add(service);
            }
        }
        return found;
    }

    /** Whether clients find an instance. */
    boolean finds() throws IOException, InterruptedException {
        return !get("/v1/health/service/workshop?passing").isEmpty();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(new Browser(address).get(path).body());
    }
}

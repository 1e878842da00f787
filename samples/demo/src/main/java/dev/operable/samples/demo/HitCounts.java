package dev.operable.samples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collection;
import tools.jackson.databind.json.JsonMapper;

/** The hits service as its users see it. Safe for use by many threads. */
final class HitCounts {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String REQUESTS = "http_server_requests_seconds_count{";

    private final Http http;

    HitCounts(Http http) {
        this.http = http;
    }

    /** The hits of all these codes, as one instance of the service knows them. */
    long sum(URI instance, Collection<String> codes) {
        long sum = 0;
        for (String code : codes) {
            sum += JSON.readTree(body(instance.resolve("/links/" + code + "/hits")))
                    .path("value")
                    .asLong();
        }
        return sum;
    }

    /** How many reports of hits an instance has answered, by its own metrics. */
    long reports(URI admin) {
        return body(admin.resolve("/metrics"))
                .lines()
                .filter(line -> line.startsWith(REQUESTS) && line.contains("method=\"POST\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String body(URI uri) {
        try {
            HttpResponse<String> answer = http.get(uri);
            if (answer.statusCode() != 200) {
                throw new DemoFailed("GET " + uri + " gave " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new DemoFailed("GET " + uri, e);
        }
    }
}

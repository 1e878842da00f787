package dev.operable.devkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a check does and how often; durations that do not apply are zero, texts empty. */
record CheckDefinition(
        String id,
        String name,
        String notes,
        String status,
        Duration ttl,
        Duration interval,
        Duration timeout,
        String http,
        String method,
        Map<String, List<String>> header,
        String body,
        String tcp,
        Duration deregisterAfter) {
    static final Set<String> KNOWN = Set.of(
            "CheckID",
            "ID",
            "Name",
            "Notes",
            "Status",
            "TTL",
            "Interval",
            "Timeout",
            "HTTP",
            "Method",
            "Header",
            "Body",
            "TCP",
            "DeregisterCriticalServiceAfter",
            "deregister_critical_service_after",
            "TLSSkipVerify",
            "tls_skip_verify",
            "OutputMaxSize",
            "SuccessBeforePassing",
            "FailuresBeforeCritical");

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SOONEST_DEREGISTRATION = Duration.ofMinutes(1);

    CheckDefinition {
        header = Map.copyOf(header);
    }

    /** Reads one, and refuses what Consul refuses. */
    static CheckDefinition read(JsonBody json) {
        Duration after = json.duration("DeregisterCriticalServiceAfter")
                .plus(json.duration("deregister_critical_service_after"));
        Map<String, List<String>> header = new TreeMap<>();
        json.object("Header").ifPresent(h -> h.names().forEach(name -> header.put(name, h.texts(name))));
        CheckDefinition read = new CheckDefinition(
                json.has("CheckID") ? json.text("CheckID") : json.text("ID"),
                json.text("Name"),
                json.text("Notes"),
                json.text("Status"),
                json.duration("TTL"),
                json.duration("Interval"),
                json.duration("Timeout"),
                json.text("HTTP"),
                json.text("Method"),
                header,
                json.text("Body"),
                json.text("TCP"),
                after);
        read.validate();
        return read;
    }

    private void validate() {
        boolean probes = !http.isEmpty() || !tcp.isEmpty();
        if (positive(interval) && positive(ttl)) {
            throw Refusal.badRequest("Invalid check: Interval and TTL cannot both be specified");
        }
        if (probes && !positive(interval)) {
            throw Refusal.badRequest("Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks");
        }
        if (!probes && !positive(ttl)) {
            throw Refusal.badRequest("Invalid check: TTL must be > 0 for TTL checks");
        }
        if (!Set.of("", CheckEntry.PASSING, CheckEntry.WARNING, CheckEntry.CRITICAL)
                .contains(status)) {
            throw Refusal.badRequest("Status for checks must 'passing', 'warning', 'critical'");
        }
    }

    /** Fills in what the service implies and what Consul defaults or raises to its minimum. */
    CheckDefinition of(ServiceEntry service, String defaultId) {
        return new CheckDefinition(
                id.isEmpty() ? defaultId : id,
                name.isEmpty() ? "Service '" + service.name() + "' check" : name,
                notes,
                status.isEmpty() ? CheckEntry.CRITICAL : status,
                ttl,
                interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval,
                positive(timeout) ? timeout : DEFAULT_TIMEOUT,
                http,
                method.isEmpty() ? "GET" : method,
                header,
                body,
                tcp,
                positive(deregisterAfter) && deregisterAfter.compareTo(SOONEST_DEREGISTRATION) < 0
                        ? SOONEST_DEREGISTRATION
                        : deregisterAfter);
    }

    String type() {
        if (!http.isEmpty()) {
            return "http";
        }
        return tcp.isEmpty() ? "ttl" : "tcp";
    }

    static boolean positive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}

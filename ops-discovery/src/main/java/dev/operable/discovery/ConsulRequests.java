package dev.operable.discovery;

import dev.operable.discovery.ServiceCheck.Heartbeat;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.kiwiproject.consul.model.agent.ImmutableRegCheck;
import org.kiwiproject.consul.model.agent.ImmutableRegistration;
import org.kiwiproject.consul.model.catalog.ImmutableServiceWeights;

/** The bodies of what is sent to the agent. */
final class ConsulRequests {
    private ConsulRequests() {}

    /** Differs by kind, because an agent does not turn a check of one kind into the other. */
    static String checkId(Registration registration) {
        ServiceCheck check = registration.check();
        return registration.id()
                + (check instanceof ServiceCheck.Ttl ? ":ttl" : check instanceof ServiceCheck.Grpc ? ":grpc" : ":http");
    }

    /** @param mark of this process, for a later one of its kind */
    static String register(Registration registration, Optional<ProcessMark> mark) {
        ImmutableRegCheck.Builder check = ImmutableRegCheck.builder()
                .id(checkId(registration))
                .name("Self-check of " + registration.service())
                .notes(mark.map(ProcessMark::notes))
                .deregisterCriticalServiceAfter(text(registration.deregisterAfter()));
        if (registration.check() instanceof ServiceCheck.Http http) {
            check.http(http.url().toString()).interval(text(http.interval())).timeout(text(http.timeout()));
            if (!http.verified()) {
                check.tlsSkipVerify(true);
            }
        } else if (registration.check() instanceof ServiceCheck.Grpc grpc) {
            check.grpc(grpc.target())
                    .grpcUseTls(grpc.tls())
                    .interval(text(grpc.interval()))
                    .timeout(text(grpc.timeout()));
            if (grpc.tls() && !grpc.verified()) {
                check.tlsSkipVerify(true);
            }
        } else if (registration.check() instanceof ServiceCheck.Ttl ttl) {
            check.ttl(text(ttl.ttl()));
        }
        return ConsulModels.json(ImmutableRegistration.builder()
                .name(registration.service())
                .id(registration.id())
                .address(registration.host())
                .port(registration.port())
                .tags(registration.tags())
                .meta(registration.meta())
                .check(check.build())
                .serviceWeights(ImmutableServiceWeights.builder()
                        .passing(registration.weight())
                        // Not Consul's own 1: who is degraded is called like the others, because often all are.
                        .warning(registration.weight())
                        .build())
                .build());
    }

    static String heartbeat(Heartbeat heartbeat) {
        return ConsulJson.write(json -> {
            json.writeStringProperty("Status", heartbeat.status().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("Output", heartbeat.output());
        });
    }

    /** Milliseconds, because any coarser unit would cut something off. */
    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }
}

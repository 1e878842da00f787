package dev.operable.discovery;

import dev.operable.discovery.ServiceCheck.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * All that is asked of Consul. Each loop has its own and asks one thing at a time; {@link #close()} may come from any
 * thread and cancels what is under way.
 */
interface ConsulApi extends AutoCloseable {
    /**
     * The instances of a service that have no critical check, at the latest after {@code wait}, or at once when {@code index}
     * is 0 or not the present one. The future comes with a {@link ConsulFailure} or on a worker of the transport.
     */
    CompletableFuture<Answer> instances(String service, long index, Duration wait);

    /** What this agent, not the catalog, has under this id. */
    Optional<Listed> listed(Registration registration) throws ConsulFailure;

    /** Writes the registration over whatever the agent has under its id. */
    void register(Registration registration) throws ConsulFailure;

    /** Says how the service is; fails with {@code UNKNOWN} if the agent has no such check. */
    void heartbeat(Registration registration, Heartbeat heartbeat) throws ConsulFailure;

    /** Begins the agent's maintenance of the service, for a reason, or, empty, ends it; fine when it has ended. */
    void maintain(Registration registration, Optional<String> reason) throws ConsulFailure;

    /** The ids of what the agent has under the same name, but another id, of a process that is dead. */
    List<String> ghosts(Registration registration, Predicate<ProcessMark> dead) throws ConsulFailure;

    /** Takes what has this id, of the same name, out of the agent; fine when it has none. */
    void deregister(Registration registration, String id, Duration limit) throws ConsulFailure;

    /** Cancels the call under way; later calls fail at once without sending anything. */
    @Override
    void close();

    /**
     * What Consul knows of a service.
     *
     * @param index what to wait for a change of; as sent, so it may be anything
     * @param instances those that can be called
     * @param refused why others cannot be, as clauses for people
     * @param filtered whether Consul left some out because of the token
     * @param lastContact how long ago the server that answered has heard from the leader
     */
    record Answer(
            long index,
            List<ServiceInstance> instances,
            List<String> refused,
            boolean filtered,
            Duration lastContact) {}

    /**
     * A service as the agent has it.
     *
     * @param weight while it passes; empty when the agent does not say
     * @param maintenance the reason for which it is in maintenance; empty when it is not
     */
    record Listed(
            String service,
            String host,
            int port,
            Set<String> tags,
            Map<String, String> meta,
            Optional<Integer> weight,
            boolean checked,
            Optional<String> maintenance) {
        Listed withoutMaintenance() {
            return new Listed(service, host, port, tags, meta, weight, checked, Optional.empty());
        }

        /** What is wrong with it, for people; empty when it is as it should be. */
        Optional<String> fault(Registration wanted) {
            if (!service.equals(wanted.service())) {
                return Optional.of("it has the name " + service);
            }
            if (!host.equals(wanted.host()) || port != wanted.port()) {
                return Optional.of("it has the address " + host + ":" + port);
            }
            if (!tags.equals(wanted.tags())) {
                return Optional.of("it has the tags " + tags);
            }
            if (!meta.equals(wanted.meta())) {
                return Optional.of("its meta differs");
            }
            if (weight.isPresent() && weight.get() != wanted.weight()) {
                return Optional.of("it has the weight " + weight.get());
            }
            return checked ? Optional.empty() : Optional.of("it has lost its check");
        }
    }
}

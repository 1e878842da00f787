package dev.operable.rpc;

import dev.operable.discovery.InstanceSet;
import dev.operable.discovery.ServiceInstance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the owner of a service says of its calls, in the meta of its instances, read when these change and not when somebody
 * calls. Safe for use by many threads, but for {@link #saw}.
 */
final class Owner {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");
    /** Whoever writes to a catalog must not fill the log, nor the memory. */
    private static final int MOST_TOLD = 100;

    private static final int LONGEST_TOLD = 100;

    private final String service;
    private final RpcOptions options;
    private final Set<String> told = new HashSet<>();
    private volatile Followed now;
    private volatile String text = "";
    private volatile boolean differs;

    Owner(String service, RpcOptions options) {
        this.service = service;
        this.options = options;
        this.now = Followed.of(options);
    }

    Followed now() {
        return now;
    }

    /** Of a new set of instances, by one thread at a time. While there is none, what was said last holds. */
    void saw(InstanceSet set) {
        if (options.ownerPolicy() == RpcOptions.OwnerPolicy.IGNORE
                || set.instances().isEmpty()) {
            return;
        }
        Map<String, RpcPolicy> policies = new HashMap<>();
        for (ServiceInstance instance : set.instances()) {
            policies.computeIfAbsent(RpcPolicy.text(instance.meta()), said -> read(said, instance));
        }
        Followed all = policies.values().stream()
                .map(policy -> Followed.of(options, policy))
                .reduce(Followed::and)
                .orElseGet(() -> Followed.of(options));
        differs = policies.size() > 1;
        text = all.words(options);
        now = all;
    }

    private RpcPolicy read(String said, ServiceInstance instance) {
        return PolicyText.read(said, (word, problem) -> tell(instance, word, problem));
    }

    private void tell(ServiceInstance instance, String word, String problem) {
        String shown = word.replaceAll("[^ -~]", "?");
        shown = shown.length() > LONGEST_TOLD ? shown.substring(0, LONGEST_TOLD) + "..." : shown;
        if (told.size() < MOST_TOLD && told.add(shown)) {
            LOG.atWarn()
                    .addKeyValue("peer", service)
                    .addKeyValue("peer_instance", instance.address())
                    .log(
                            "The policy that {} publishes at {} says \"{}\", which is left out: it {}",
                            service,
                            instance.address(),
                            shown,
                            problem);
        }
    }

    /** What of the policy is followed, as in a policy; empty for nothing. */
    String text() {
        return text;
    }

    /** Whether instances say different things. */
    boolean differs() {
        return differs;
    }
}

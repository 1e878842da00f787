package dev.operable.rpc;

import dev.operable.discovery.InstanceSet;
import dev.operable.discovery.Instances;
import dev.operable.discovery.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instances of one service as discovery last saw them, each with its state. Safe for use by many threads. */
final class Nodes {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");
    /** A catalog chooses a host and a port, nothing more: no path, no credentials, no second header. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");

    private static final class Seen {
        private final long version;
        private final Candidates all;

        Seen(long version, Candidates all) {
            this.version = version;
            this.all = all;
        }
    }

    private final Instances instances;
    private final EjectionLimit limit;
    private final Owner owner;
    private final Function<ServiceInstance, Node> open;
    private final List<Node> leaving = new ArrayList<>();
    private volatile Seen seen = new Seen(-1, Candidates.NONE);
    private volatile boolean closed;

    Nodes(Instances instances, EjectionLimit limit, Owner owner, Function<ServiceInstance, Node> open) {
        this.instances = instances;
        this.limit = limit;
        this.owner = owner;
        this.open = open;
    }

    /** Those of now, in a memory read unless discovery has seen something new. */
    Candidates candidates() {
        Seen last = seen;
        InstanceSet set = instances.current();
        return last.version == set.version() ? last.all : renew();
    }

    /** Not to be written to. */
    Node[] current() {
        return candidates().nodes();
    }

    /** How the service is called now. */
    Followed followed() {
        candidates();
        return owner.now();
    }

    /** What was followed at the last look; for who comes after one. */
    Owner owner() {
        return owner;
    }

    InstanceSet set() {
        return instances.current();
    }

    /** Makes discovery look again soon. */
    void lookAgain() {
        instances.lookAgain();
    }

    InstanceSet await(Duration atMost) throws InterruptedException {
        return instances.await(atMost);
    }

    boolean closed() {
        return closed;
    }

    /** Whether there is an instance that a call has not been to. */
    boolean another(List<Node> tried) {
        for (Node node : current()) {
            if (!tried.contains(node)) {
                return true;
            }
        }
        return false;
    }

    /** Of all instances' limits together. */
    int sum(ToIntFunction<Gate> part) {
        long sum = 0;
        for (Node node : current()) {
            sum += part.applyAsInt(node.limit().gate());
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    private synchronized Candidates renew() {
        InstanceSet set = instances.current();
        if (closed || set.version() == seen.version) {
            return seen.all;
        }
        owner.saw(set);
        int atOnce = owner.now().attemptsAtOnce();
        List<Node> before = new ArrayList<>(Arrays.asList(seen.all.nodes()));
        boolean others = !before.isEmpty();
        List<Node> now = new ArrayList<>();
        double heaviest =
                set.instances().stream().mapToInt(ServiceInstance::weight).max().orElse(1);
        for (ServiceInstance instance : set.instances()) {
            if (HOST.matcher(instance.host()).matches()) {
                Node node = keepOrOpen(before, instance, others);
                node.share(instance.weight() / heaviest);
                node.limit().atMost(atOnce);
                now.add(node);
            } else {
                LOG.atWarn()
                        .addKeyValue("peer", set.service())
                        .addKeyValue("peer_instance", instance.id())
                        .log(
                                "An instance of {} is left out: its host is not a host name or an address.",
                                set.service());
            }
        }
        before.forEach(node -> node.ejection().forget());
        leaving.addAll(before);
        limit.instances(now.stream().map(Node::ejection).toList());
        seen = new Seen(set.version(), new Candidates(now.toArray(Node[]::new)));
        return seen.all;
    }

    private Node keepOrOpen(List<Node> before, ServiceInstance instance, boolean others) {
        for (Node node : before) {
            if (node.is(instance)) {
                before.remove(node);
                return node;
            }
        }
        Node node = open.apply(instance);
        if (others) {
            node.warmUp().begin();
        }
        return node;
    }

    /** Closes what nobody uses any more; called every second. */
    void tidy() {
        for (Node node : current()) {
            node.transport().closeIdle();
        }
        synchronized (this) {
            leaving.removeIf(Node::closeIfIdle);
        }
    }

    synchronized void close() {
        closed = true;
        for (Node node : seen.all.nodes()) {
            node.transport().close();
        }
        leaving.forEach(node -> node.transport().close());
    }
}

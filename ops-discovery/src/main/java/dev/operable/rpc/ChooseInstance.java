package dev.operable.rpc;

import dev.operable.discovery.InstanceSet;
import dev.operable.rpc.Balancer.Choice;
import java.util.Locale;

/**
 * Gives the attempt an instance, and the instance what came of it. Where nobody is found at its place discovery looks again: it
 * may be pausing, and the instance be replaced already.
 */
final class ChooseInstance implements Step {
    private final Nodes nodes;
    private final Balancer balancer;
    private final Step next;

    ChooseInstance(Nodes nodes, Balancer balancer, Step next) {
        this.nodes = nodes;
        this.balancer = balancer;
        this.next = next;
    }

    @Override
    public Outcome run(Call call) {
        while (true) {
            Choice choice = balancer.choose(nodes.candidates(), call.tried(), call.idempotent());
            if (choice == null) {
                nodes.lookAgain();
                call.verdict(whatToDo(nodes.set()));
                return Outcome.of(Failure.NO_INSTANCE, null);
            }
            Node node = choice.node();
            // Fails only for an instance that has just left, and which is not in the next current set.
            if (node.enter()) {
                call.choose(node, choice.entry());
                return at(node, call);
            }
        }
    }

    private Outcome at(Node node, Call call) {
        Outcome outcome = Outcome.UNKNOWN;
        try {
            outcome = next.run(call);
            return outcome;
        } finally {
            node.leave(outcome);
            if (outcome.neverConnected()) {
                nodes.lookAgain();
            }
        }
    }

    private static String whatToDo(InstanceSet set) {
        String variable =
                set.service().toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_') + "_URL";
        return (set.version() == 0
                        ? "Discovery has not answered yet (" + set.source() + ")."
                        : "No instance of it is known (" + set.source() + ").")
                + (set.source().equals(RpcClients.FIXED)
                        ? " Addresses come from variables alone here: set " + variable
                                + "=http://host:port, or CONSUL_HTTP_ADDR to find those that register."
                        : " Start one that registers as " + set.service() + ", or set " + variable
                                + "=http://host:port.");
    }
}

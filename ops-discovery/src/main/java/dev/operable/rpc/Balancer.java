package dev.operable.rpc;

import dev.operable.rpc.Ejection.Entry;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an instance by the power of two choices (Mitzenmacher 1996): of two at random, drawn by weight, the one with the
 * lower score. It costs the same among ten instances and among a thousand of the same weight. Safe for use by many threads.
 */
final class Balancer {
    private static final int DRAWS = 4;

    record Choice(Node node, Entry entry) {}

    private final EjectionLimit limit;
    private final RandomGenerator random;

    Balancer(EjectionLimit limit, RandomGenerator random) {
        this.limit = limit;
        this.random = random;
    }

    /**
     * The instance of the next attempt: an ejected one whose time is over (its probe), else the better of two that the call has
     * not been to, else an ejected one that it has not been to, else any again.
     *
     * @param idempotent whether the call may be sent twice
     */
    @Nullable
    Choice choose(Node[] nodes, List<Node> tried, boolean idempotent) {
        if (limit.any()) {
            for (Node node : nodes) {
                if (node.ejection().ejected()
                        && !tried.contains(node)
                        && node.ejection().probe(idempotent)) {
                    return new Choice(node, Entry.PROBE);
                }
            }
        }
        Node node = betterOfTwo(nodes, n -> !n.ejection().ejected() && !tried.contains(n));
        if (node == null && !tried.isEmpty()) {
            node = betterOfTwo(nodes, n -> !tried.contains(n));
            if (node != null) {
                return new Choice(node, node.ejection().ejected() ? Entry.LAST_RESORT : Entry.USUAL);
            }
        }
        if (node == null) {
            node = betterOfTwo(nodes, n -> !n.ejection().ejected());
        }
        if (node == null) {
            // Only while the last instance that was not ejected is leaving.
            node = betterOfTwo(nodes, n -> true);
            return node == null ? null : new Choice(node, Entry.LAST_RESORT);
        }
        return new Choice(node, Entry.USUAL);
    }

    private @Nullable Node betterOfTwo(Node[] nodes, Predicate<Node> usable) {
        Node one = draw(nodes, usable, null);
        Node other = one == null ? null : draw(nodes, usable, one);
        return other == null || one == null || one.score() <= other.score() ? one : other;
    }

    private @Nullable Node draw(Node[] nodes, Predicate<Node> usable, @Nullable Node except) {
        if (nodes.length == 0) {
            return null;
        }
        for (int i = 0; i < DRAWS; i++) {
            Node node = nodes[random.nextInt(nodes.length)];
            if (node != except && accepted(node) && usable.test(node)) {
                return node;
            }
        }
        return drawOfAll(nodes, usable, except);
    }

    /** A uniform draw that is accepted by share is one by weight (rejection sampling). */
    private boolean accepted(Node node) {
        double share = node.share();
        return share >= 1 || random.nextDouble() < share;
    }

    /** Few are usable, or most are light: one look at all of them, each of which takes the place of those before by its share. */
    private @Nullable Node drawOfAll(Node[] nodes, Predicate<Node> usable, @Nullable Node except) {
        double total = 0;
        Node drawn = null;
        for (Node node : nodes) {
            if (node != except && usable.test(node)) {
                double share = node.share();
                total += share;
                if (drawn == null || random.nextDouble() * total < share) {
                    drawn = node;
                }
            }
        }
        return drawn;
    }
}

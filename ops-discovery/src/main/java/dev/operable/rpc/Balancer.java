package dev.operable.rpc;

import dev.operable.rpc.Ejection.Entry;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an instance by the power of two choices (Mitzenmacher 1996): of two at random, drawn by weight, the one with the
 * lower score. It costs the same among ten instances and among a thousand. Safe for use by many threads.
 */
final class Balancer {
    private static final int DRAWS = 8;

    record Choice(Node node, Entry entry) {}

    /** Which instances may be drawn, those that are out included. */
    private enum Drawn {
        WELL,
        EJECTED,
        FORCED_OUT
    }

    private final EjectionLimit limit;
    private final RandomGenerator random;

    Balancer(EjectionLimit limit, RandomGenerator random) {
        this.limit = limit;
        this.random = random;
    }

    /**
     * The instance of the next attempt: an ejected one whose time is over (its probe), else the better of two that the call has
     * not been to, else an ejected one that it has not been to, else any again; one that is forced out only if all are.
     *
     * @param idempotent whether the call may be sent twice
     */
    @Nullable
    Choice choose(Candidates all, List<Node> tried, boolean idempotent) {
        if (all.nodes().length == 0) {
            return null;
        }
        Node node = due(all, tried, idempotent);
        if (node != null) {
            return new Choice(node, Entry.PROBE);
        }
        node = betterOfTwo(all, tried, Drawn.WELL);
        if (node == null && !tried.isEmpty()) {
            node = betterOfTwo(all, tried, Drawn.EJECTED);
            if (node != null) {
                return new Choice(node, node.ejection().ejected() ? Entry.LAST_RESORT : Entry.USUAL);
            }
        }
        if (node == null) {
            node = betterOfTwo(all, List.of(), Drawn.WELL);
        }
        if (node == null) {
            // Only while the last instance that was not ejected is leaving, or if all others are forced out.
            node = betterOfTwo(all, List.of(), Drawn.EJECTED);
            if (node == null) {
                node = betterOfTwo(all, List.of(), Drawn.FORCED_OUT);
            }
            return node == null ? null : new Choice(node, Entry.LAST_RESORT);
        }
        return new Choice(node, Entry.USUAL);
    }

    private @Nullable Node due(Candidates all, List<Node> tried, boolean idempotent) {
        for (Ejection ejection : limit.ejected()) {
            if (!triedBefore(tried, ejection) && ejection.probe(idempotent)) {
                for (Node node : all.nodes()) {
                    if (node.ejection() == ejection) {
                        return node;
                    }
                }
                ejection.forgetProbe(); // its instance has just left
            }
        }
        return null;
    }

    private static boolean triedBefore(List<Node> tried, Ejection ejection) {
        for (int i = 0; i < tried.size(); i++) {
            if (tried.get(i).ejection() == ejection) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Node betterOfTwo(Candidates all, List<Node> tried, Drawn among) {
        Node one = draw(all, tried, among, null);
        Node other = one == null ? null : draw(all, tried, among, one);
        return other == null || one == null || !better(other, one) ? one : other;
    }

    private static boolean better(Node candidate, Node chosen) {
        boolean full = candidate.limit().gate().full();
        return full == chosen.limit().gate().full() ? candidate.score() < chosen.score() : !full;
    }

    private @Nullable Node draw(Candidates all, List<Node> tried, Drawn among, @Nullable Node except) {
        Node cold = null;
        for (int i = 0; i < DRAWS; i++) {
            Node node = all.draw(random);
            if (node != except && usable(node, tried, among)) {
                double part = node.warmUp().part();
                // A draw by weight that is accepted by this part is one by their product (rejection sampling).
                if (part >= 1 || random.nextDouble() < part) {
                    return node;
                }
                cold = node;
            }
        }
        return cold == null ? drawOfAll(all, tried, among, except) : cold;
    }

    /** Few are usable: one look at all of them, each of which takes the place of those before by its share. */
    private @Nullable Node drawOfAll(Candidates all, List<Node> tried, Drawn among, @Nullable Node except) {
        double total = 0;
        Node drawn = null;
        for (Node node : all.nodes()) {
            if (node != except && usable(node, tried, among)) {
                double share = node.share();
                total += share;
                if (drawn == null || random.nextDouble() * total < share) {
                    drawn = node;
                }
            }
        }
        return drawn;
    }

    private static boolean usable(Node node, List<Node> tried, Drawn among) {
        boolean in =
                switch (among) {
                    case WELL -> !node.ejection().ejected();
                    case EJECTED -> !node.ejection().forcedOut();
                    case FORCED_OUT -> true;
                };
        return in && !tried.contains(node);
    }
}

package dev.operable.rpc;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The instances of one moment, drawn by weight at a cost that hardly grows with their number. Immutable. */
final class Candidates {
    static final Candidates NONE = new Candidates(new Node[0]);

    private final Node[] nodes;
    /** The weights added up, from the first instance to each; null while all weigh the same. */
    private final double @Nullable [] upTo;

    Candidates(Node[] nodes) {
        this.nodes = nodes;
        double[] sums = new double[nodes.length];
        double sum = 0;
        boolean same = true;
        for (int i = 0; i < nodes.length; i++) {
            sum += nodes[i].share();
            sums[i] = sum;
            same &= nodes[i].share() == nodes[0].share();
        }
        upTo = same ? null : sums;
    }

    /** Not to be written to. */
    Node[] nodes() {
        return nodes;
    }

    /** One of them, each as often as its weight says; there must be one. */
    Node draw(RandomGenerator random) {
        if (upTo == null) {
            return nodes[random.nextInt(nodes.length)];
        }
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        // A sum belongs to the instance after it: [0, first) is the first one's.
        return nodes[Math.min(nodes.length - 1, found < 0 ? -found - 1 : found + 1)];
    }
}

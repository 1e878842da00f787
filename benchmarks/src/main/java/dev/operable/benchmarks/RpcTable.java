package dev.operable.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** Medians of the rounds, and of what each round was beside the bare transport's of the same turn. */
final class RpcTable {
    private static final String ROW = "| %-41s | %8s | %5s | %8s | %8s | %8s | %8s | %8s | %8s |%n";
    private static final int GOALS_AT = 16;

    void print(int callers, Map<RpcPeer, List<RpcRound>> all) {
        System.out.printf(Locale.ROOT, "%n%d callers%n", callers);
        System.out.printf(ROW, "", "calls/s", "share", "p50 us", "p99 us", "kB/call", "more", "CPU us", "more");
        all.forEach((peer, rounds) -> System.out.printf(
                ROW,
                peer.title(),
                number("%.0f", median(rounds, RpcRound::perSecond)),
                number("%.2f", share(all, peer, RpcPeer.TRANSPORT)),
                number("%.0f", median(rounds, RpcRound::p50)),
                number("%.0f", median(rounds, RpcRound::p99)),
                number("%.2f", median(rounds, RpcRound::bytes) / 1e3),
                number("%+.2f", more(all, peer, RpcRound::bytes) / 1e3),
                number("%.1f", median(rounds, RpcRound::processor)),
                number("%+.1f", more(all, peer, RpcRound::processor))));
        if (callers == GOALS_AT) {
            printGoals(all);
        }
    }

    private static void printGoals(Map<RpcPeer, List<RpcRound>> all) {
        if (!all.containsKey(RpcPeer.OPERABLE)) {
            return;
        }
        if (all.containsKey(RpcPeer.ARMERIA)) {
            goal("calls/s beside Armeria, at least 1.5", share(all, RpcPeer.OPERABLE, RpcPeer.ARMERIA), 1.5);
        }
        goal("calls/s beside the transport, at least 0.9", share(all, RpcPeer.OPERABLE, RpcPeer.TRANSPORT), 0.9);
        goal("us of CPU more, at most 2", -more(all, RpcPeer.OPERABLE, RpcRound::processor), -2);
        goal("bytes more, at most 600", -more(all, RpcPeer.OPERABLE, RpcRound::bytes), -600);
    }

    private static void goal(String what, double is, double least) {
        // What must be at most so much comes with the opposite sign.
        System.out.printf(Locale.ROOT, "%-4s %8.2f  %s%n", is >= least ? "ok" : "not", least < 0 ? -is : is, what);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static double share(Map<RpcPeer, List<RpcRound>> all, RpcPeer peer, RpcPeer of) {
        return beside(all, peer, of, (one, other) -> one.perSecond() / other.perSecond());
    }

    private static double more(Map<RpcPeer, List<RpcRound>> all, RpcPeer peer, ToDoubleFunction<RpcRound> part) {
        return beside(
                all, peer, RpcPeer.TRANSPORT, (one, other) -> part.applyAsDouble(one) - part.applyAsDouble(other));
    }

    private static double beside(
            Map<RpcPeer, List<RpcRound>> all,
            RpcPeer peer,
            RpcPeer of,
            ToDoubleBiFunction<RpcRound, RpcRound> comparison) {
        List<RpcRound> these = Objects.requireNonNull(all.get(peer));
        List<RpcRound> those = Objects.requireNonNull(all.get(of));
        double[] values = new double[these.size()];
        Arrays.setAll(values, i -> comparison.applyAsDouble(these.get(i), those.get(i)));
        return median(values);
    }

    private static double median(List<RpcRound> rounds, ToDoubleFunction<RpcRound> part) {
        return median(rounds.stream().mapToDouble(part).toArray());
    }

    private static double median(double... values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}

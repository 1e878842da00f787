package dev.operable.rpc;

import java.util.ArrayList;
import java.util.List;

/** What became of simulated calls. */
final class SimulatedCalls {
    private record Ended(double at, double took, boolean ok) {}

    private final List<Ended> ended = new ArrayList<>();

    void call(Simulation simulation, RpcClient client) {
        double began = simulation.seconds();
        boolean ok = true;
        try {
            client.get("/").send();
        } catch (RpcException e) {
            ok = false;
        }
        ended.add(new Ended(began, simulation.seconds() - began, ok));
    }

    int count() {
        return ended.size();
    }

    /** Of those that began in these seconds. */
    int count(double from, double to) {
        return (int)
                ended.stream().filter(each -> each.at >= from && each.at < to).count();
    }

    /** Percent of those that began in these seconds. */
    double succeeded(double from, double to) {
        int all = count(from, to);
        long ok = ended.stream()
                .filter(each -> each.at >= from && each.at < to && each.ok)
                .count();
        return 100.0 * ok / all;
    }

    double succeeded() {
        return succeeded(0, Double.MAX_VALUE);
    }

    /** Milliseconds of those that began in these seconds. */
    double percentile(double percent, double from, double to) {
        double[] sorted = ended.stream()
                .filter(each -> each.at >= from && each.at < to)
                .mapToDouble(each -> each.took * 1000)
                .sorted()
                .toArray();
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** The second after which all that begin succeed, from a moment on; the last one if there is none. */
    double wellFrom(double moment) {
        return ended.stream()
                .filter(each -> !each.ok && each.at >= moment)
                .mapToDouble(each -> each.at)
                .max()
                .orElse(moment);
    }

    @Override
    public String toString() {
        return ended.size() + " calls, " + succeeded() + " % well";
    }
}

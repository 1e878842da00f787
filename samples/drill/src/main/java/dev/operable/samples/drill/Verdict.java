package dev.operable.samples.drill;

import dev.operable.samples.drill.OpenLoop.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what was seen and whether it is what is promised. */
final class Verdict {
    private final Seen seen;
    private final StringBuilder text = new StringBuilder();
    private final List<String> broken = new ArrayList<>();

    private Verdict(Seen seen) {
        this.seen = seen;
    }

    /** @param countsOnly leaves the latencies out, which are noise on a machine that has other things to do */
    static Verdict of(Seen seen, boolean countsOnly) {
        Verdict verdict = new Verdict(seen);
        verdict.table();
        verdict.promises(countsOnly);
        return verdict;
    }

    private void table() {
        line("          calls  failed        p50        p99");
        row("before", seen.before());
        row("during", seen.during());
        line(
                "attempts at the bad instance: %d (%.2f %% of the calls), the last one %.1f s after the fault",
                seen.atBad(), 100 * seen.shareOfBad(), seen.lastAtBad().toMillis() / 1000.0);
        line(
                "requests at the servers: %d, %.3f times the calls; POSTs that came twice: %d",
                seen.atServers(), seen.traffic(), seen.postsTwice());
    }

    private void row(String when, List<Done> calls) {
        Latencies latencies = Latencies.of(calls);
        line(
                "%-8s %6d  %6d %7.1f ms %7.1f ms",
                when,
                calls.size(),
                calls.stream().filter(Done::failed).count(),
                latencies.percentile(50).toNanos() / 1e6,
                latencies.percentile(99).toNanos() / 1e6);
    }

    private void promises(boolean countsOnly) {
        List<Done> once = seen.failedOnce();
        List<Done> counted =
                seen.failed().stream().filter(done -> !once.contains(done)).toList();
        expect(
                seen.fault().sparesPosts() ? "no call failed" : "no call failed that may be sent twice",
                counted.isEmpty(),
                counted.isEmpty()
                        ? ""
                        : counted.size() + ", such as: " + counted.get(0).failure());
        if (!once.isEmpty()) {
            line("          %d POST%s failed that must not be sent twice", once.size(), once.size() == 1 ? "" : "s");
            once.forEach(done -> line("          %s", done.failure()));
        }
        expect("no POST came twice", seen.postsTwice() == 0, seen.postsTwice() + " did");
        expect(
                "at most " + Seen.MOST_TRAFFIC + " times the calls reached the servers",
                seen.traffic() <= Seen.MOST_TRAFFIC,
                String.format(Locale.ROOT, "%.3f", seen.traffic()));
        seen.fault()
                .share()
                .ifPresent(most -> expect(
                        String.format(Locale.ROOT, "at most %.0f %% of the calls went to the bad instance", 100 * most),
                        seen.shareOfBad() <= most,
                        String.format(Locale.ROOT, "%.2f %%", 100 * seen.shareOfBad())));
        double most = seen.fault().slower();
        if (most > 0 && !countsOnly) {
            expect(
                    String.format(Locale.ROOT, "p99 at most %.0f times its value before", most),
                    seen.slower() <= most,
                    String.format(Locale.ROOT, "%.1f times", seen.slower()));
        }
        if (seen.tooBusy()) {
            line(
                    "  no verdict: this machine is too busy (p99 %.1f ms before the fault)",
                    seen.p99Before().toNanos() / 1e6);
        }
    }

    private void expect(String promise, boolean kept, String otherwise) {
        line("%s", (kept ? "  seen    " : "  BROKEN  ") + promise + (kept ? "" : ": " + otherwise));
        if (!kept) {
            broken.add(promise + ": " + otherwise);
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Whether the machine was too busy for a verdict, whatever was broken; but what came twice did so on any machine. */
    boolean none() {
        return seen.tooBusy() && seen.postsTwice() == 0;
    }

    /** The promises that were not kept. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

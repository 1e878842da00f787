package dev.operable.health;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The remembered runs of a check as two pictures, the newest at the right; each says in words what it shows. */
final class RunGraphs {
    private static final int SLOT = 10;
    private static final int WIDTH = SLOT * CheckMemory.KEPT;
    private static final int SPARK_HEIGHT = 32;
    /** Room for the stroke, which the edge would cut. */
    private static final int MARGIN = 2;

    private RunGraphs() {}

    /** A bar for each run: the worse, the higher, so that who does not tell the colours apart reads it as well. */
    static String strip(CheckHistory history) {
        List<CheckRun> runs = history.runs();
        StringBuilder svg = open("history", 24, words(history));
        int empty = CheckMemory.KEPT - runs.size();
        for (int slot = 0; slot < CheckMemory.KEPT; slot++) {
            String kind = slot < empty ? "none" : kind(runs.get(slot - empty));
            bar(svg, kind, slot * SLOT + 1);
        }
        return svg.append("</svg>").toString();
    }

    /** A line through the durations, from zero to the longest. */
    static String sparkline(CheckHistory history) {
        List<CheckRun> runs = history.runs();
        long longest = Math.max(1, history.percentile(1).toNanos());
        StringBuilder points = new StringBuilder();
        int slot = CheckMemory.KEPT - runs.size();
        for (CheckRun run : runs) {
            double share = (double) run.took().toNanos() / longest;
            double y = SPARK_HEIGHT - MARGIN - share * (SPARK_HEIGHT - 2 * MARGIN);
            points.append(String.format(Locale.ROOT, "%d,%.1f ", slot * SLOT + SLOT / 2, y));
            slot++;
        }
        if (runs.size() == 1) {
            points.append(points); // a line of one point is not drawn, one of no length is a dot
        }
        return open("spark", SPARK_HEIGHT, "Durations of these runs: " + durations(history))
                .append("<path class=\"base\" d=\"M0 31.5H500\"/><polyline class=\"line\" points=\"")
                .append(points.toString().stripTrailing())
                .append("\"/></svg>")
                .toString();
    }

    static String durations(CheckHistory history) {
        return "median " + took(history, 0.5) + ", longest " + took(history, 1);
    }

    private static String took(CheckHistory history, double share) {
        Duration percentile = history.percentile(share);
        return TimeText.took(percentile);
    }

    private static StringBuilder open(String kind, int height, String label) {
        return new StringBuilder("<svg class=\"")
                .append(kind)
                .append("\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
                .append(Html.text(label))
                .append("\">");
    }

    private static void bar(StringBuilder svg, String kind, int x) {
        int top =
                switch (kind) {
                    case "none" -> 21;
                    case "pass" -> 12;
                    case "warn" -> 6;
                    default -> 1;
                };
        svg.append("<rect class=\"")
                .append(kind)
                .append("\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(top)
                .append("\" width=\"8\" height=\"")
                .append(23 - top)
                .append("\"/>");
    }

    private static String kind(CheckRun run) {
        return run.hung() ? "hung" : Words.of(run.status());
    }

    private static String words(CheckHistory history) {
        int count = history.runs().size();
        StringBuilder words = new StringBuilder(count == 1 ? "The only run: " : "The last " + count + " runs: ");
        words.append(count(history, "pass")).append(" passed, ");
        words.append(count(history, "warn")).append(" degraded, ");
        words.append(count(history, "fail")).append(" failed, ");
        return words.append(count(history, "hung")).append(" hung").toString();
    }

    private static long count(CheckHistory history, String kind) {
        return history.runs().stream().filter(run -> kind(run).equals(kind)).count();
    }
}

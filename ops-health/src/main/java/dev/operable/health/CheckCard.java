package dev.operable.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One check on the page; its number makes the ids in it unique. */
final class CheckCard {
    private final CheckOutcome check;
    private final int number;
    private final StringBuilder html = new StringBuilder();

    CheckCard(CheckOutcome check, int number) {
        this.check = check;
        this.number = number;
    }

    /** The name and the lamp, as everybody may see them. */
    String open() {
        head(false);
        html.append("<p class=\"facts\">").append(meaning()).append("</p>");
        return html.append("</li>\n").toString();
    }

    /** All that is known. */
    String detailed(CheckHistory history, Instant now) {
        head(true);
        facts(now);
        if (!check.result().reason().isEmpty()) {
            html.append("<p class=\"reason\">")
                    .append(Html.apart(check.result().reason()))
                    .append("</p>");
        }
        data();
        people();
        if (!history.runs().isEmpty()) {
            html.append("<div class=\"time\">").append(RunGraphs.strip(history)).append(RunGraphs.sparkline(history));
            html.append("<p class=\"facts\">")
                    .append(RunGraphs.durations(history))
                    .append(history.flaps() == 0 ? "" : ", changed " + times(history.flaps()))
                    .append("</p></div>");
        }
        return html.append("</li>\n").toString();
    }

    private void head(boolean detailed) {
        String kind = Words.of(check.status());
        html.append("<li class=\"check ").append(kind).append("\"><div class=\"head\">");
        html.append(Lamp.of(kind)).append("<h2>").append(Html.apart(check.name()));
        html.append("</h2><span class=\"status\">").append(word(detailed)).append("</span></div>");
    }

    private String word(boolean detailed) {
        return switch (check.status()) {
            case PASS -> "passes";
            case DEGRADED -> "degraded";
            case FAIL -> detailed && check.hung() ? "hung" : "fails";
        };
    }

    private String meaning() {
        return switch (check.criticality()) {
            case CRITICAL -> "critical";
            case DEGRADES -> "not critical";
            case INFO -> "for information";
        };
    }

    private void facts(Instant now) {
        List<String> facts = new ArrayList<>();
        facts.add("for " + TimeText.age(Duration.between(check.since(), now)) + ", since "
                + TimeText.element(check.since()));
        facts.add("<span class=\"fact\">" + meaning() + "</span>");
        facts.add("<span class=\"fact\">took " + TimeText.took(check.took()) + "</span>");
        html.append("<p class=\"facts\">").append(String.join(" · ", facts)).append("</p>");
    }

    private void data() {
        Map<String, Object> data = check.result().data();
        if (data.isEmpty()) {
            return;
        }
        html.append("<dl class=\"data\">");
        data.forEach((key, value) -> html.append("<dt>")
                .append(Html.apart(key))
                .append("</dt><dd>")
                .append(Html.apart(value.toString()))
                .append("</dd>"));
        html.append("</dl>");
    }

    private void people() {
        List<String> people = new ArrayList<>();
        if (!check.check().owner().isEmpty()) {
            people.add("Owner: " + Html.apart(check.check().owner()));
        }
        check.check().runbook().filter(Html::opens).ifPresent(runbook -> {
            // The name is part of the link's own words, for who jumps from link to link.
            people.add(
                    "<a id=\"runbook-" + number + "\" rel=\"noreferrer\" href=\"" + Html.text(runbook.toASCIIString())
                            + "\">Runbook<span class=\"hidden\"> of " + Html.text(check.name()) + "</span></a>");
        });
        if (!people.isEmpty()) {
            html.append("<p class=\"facts\">")
                    .append(String.join(" · ", people))
                    .append("</p>");
        }
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }
}

package dev.operable.health;

import dev.operable.core.ServiceIdentity;
import java.util.Comparator;
import java.util.List;

/**
 * A verdict as a page: readable on a phone, on light and on dark, without scripts and from nothing but itself. With scripts
 * it keeps itself up to date in place; without, it is loaded anew.
 */
final class HtmlAnswer {
    /** A page loaded anew starts at its top again, so less often than the script looks. */
    private static final String WITHOUT_SCRIPTS = "<noscript><meta http-equiv=\"refresh\" content=\"15\"></noscript>";

    private HtmlAnswer() {}

    static String of(Report report) {
        Verdict verdict = report.verdict();
        String kind = Words.of(verdict.status());
        StringBuilder page = new StringBuilder(16_384);
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<meta name=\"color-scheme\" content=\"light dark\">\n").append(WITHOUT_SCRIPTS);
        page.append("\n<title>").append(Html.text(title(report))).append("</title>\n");
        page.append("<link rel=\"icon\" href=\"").append(Lamp.icon(kind)).append("\">\n");
        page.append("<style>").append(PageParts.STYLE).append("</style>\n</head>\n<body>\n");
        page.append(Lamp.SHAPES);
        service(page, report);
        page.append("<main>\n<div class=\"verdict ").append(kind).append("\">").append(Lamp.of(kind));
        page.append("<h1>").append(Html.text(verdict.summary())).append("</h1></div>\n");
        checks(page, report);
        page.append("</main>\n<footer class=\"foot\">\n<p id=\"at\">As of ");
        page.append(TimeText.element(report.at())).append("</p>\n");
        page.append("<button id=\"pause\" type=\"button\" aria-pressed=\"false\" hidden>Pause updates</button>\n");
        page.append("<p id=\"lost\" hidden>The service does not answer; what you see is old.</p>\n");
        page.append("<p id=\"news\" class=\"hidden\" role=\"status\"></p>\n</footer>\n");
        page.append("<script>").append(PageParts.SCRIPT).append("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private static String title(Report report) {
        ServiceIdentity service = report.service();
        return report.verdict().summary() + " - " + (service == null ? "self-check" : service.name());
    }

    private static void service(StringBuilder page, Report report) {
        ServiceIdentity service = report.service();
        if (service == null) {
            return;
        }
        page.append("<header class=\"service\"><strong>")
                .append(Html.apart(service.name()))
                .append("</strong>");
        if (report.details()) {
            for (String part : List.of(service.version(), service.environment(), service.instance())) {
                page.append("<span>").append(Html.apart(part)).append("</span>");
            }
        }
        page.append("</header>\n");
    }

    private static void checks(StringBuilder page, Report report) {
        // The worst first: on a phone, what matters is on the first screen.
        List<CheckOutcome> sorted = report.verdict().checks().stream()
                .sorted(Comparator.comparing(CheckOutcome::status).reversed().thenComparing(CheckOutcome::criticality))
                .toList();
        if (sorted.isEmpty()) {
            return;
        }
        page.append("<ul class=\"checks\">\n");
        for (int i = 0; i < sorted.size(); i++) {
            CheckOutcome check = sorted.get(i);
            CheckCard card = new CheckCard(check, i);
            page.append(report.details() ? card.detailed(history(report, check), report.at()) : card.open());
        }
        page.append("</ul>\n");
    }

    private static CheckHistory history(Report report, CheckOutcome check) {
        CheckHistory history = report.histories().get(check.name());
        return history == null ? new CheckHistory(List.of(), List.of()) : history;
    }
}

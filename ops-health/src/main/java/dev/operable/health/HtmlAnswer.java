package dev.operable.health;

/** A verdict as a page that reads well on a phone, without scripts. */
final class HtmlAnswer {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="refresh" content="5">
            <title>Self-check</title>
            <style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:40rem;padding:0 1rem}
            td,th{padding:.2rem 1rem .2rem 0;text-align:left;vertical-align:top}</style>
            </head>
            <body>
            """;

    private HtmlAnswer() {}

    static String of(Report report) {
        Verdict verdict = report.verdict();
        boolean details = report.details();
        StringBuilder page = new StringBuilder(HEAD);
        page.append("<h1>").append(escaped(verdict.summary())).append("</h1>\n");
        if (!verdict.checks().isEmpty()) {
            page.append("<table>\n<tr><th>Check</th><th>Status</th><th>Criticality</th>");
            page.append(details ? "<th>Reason</th>" : "").append("</tr>\n");
            for (CheckOutcome check : verdict.checks()) {
                page.append("<tr>");
                cell(page, check.name());
                cell(page, Words.of(check.status()));
                cell(page, Words.of(check.criticality()));
                if (details) {
                    cell(page, check.result().reason());
                }
                page.append("</tr>\n");
            }
            page.append("</table>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static void cell(StringBuilder page, String text) {
        page.append("<td>").append(escaped(text)).append("</td>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

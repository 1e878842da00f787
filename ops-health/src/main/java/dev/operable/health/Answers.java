package dev.operable.health;

/** Turns what was found into an answer. */
final class Answers {
    private static final int WARNING = 429;

    private Answers() {}

    static SelfCheckAnswer of(Report report, Accepted form, boolean forConsul) {
        int status =
                switch (report.verdict().status()) {
                    case UP -> 200;
                    // A load balancer must not take every instance out because of what they all lack.
                    case DEGRADED -> forConsul ? WARNING : 200;
                    case DOWN -> 503;
                };
        return switch (form) {
            case TEXT -> SelfCheckAnswer.text(status, text(report));
            case HEALTH_JSON -> new SelfCheckAnswer(status, "application/health+json", JsonAnswer.of(report));
            case JSON -> new SelfCheckAnswer(status, "application/json", JsonAnswer.of(report));
            case HTML -> SelfCheckAnswer.page(status, HtmlAnswer.of(report));
        };
    }

    /** One line that says it all; for who may know more, one for each check. */
    private static String text(Report report) {
        String summary = report.verdict().summary();
        return report.details() ? (summary + "\n" + report.verdict().table()).stripTrailing() : summary;
    }

    static SelfCheckAnswer notFound() {
        return SelfCheckAnswer.text(
                404,
                "There is /self-check, /self-check/live, /self-check/ready and /self-check/started,"
                        + " with ?check=name, ?probe=live, ready or started, and ?for=consul.");
    }

    static SelfCheckAnswer noSuchCheck() {
        return SelfCheckAnswer.text(404, "There is no such check here. /self-check as JSON names them all.");
    }

    static SelfCheckAnswer contradiction() {
        return SelfCheckAnswer.text(400, "Two different probes are asked at once. Ask for one: /self-check/ready.");
    }

    static SelfCheckAnswer methodNotAllowed() {
        return SelfCheckAnswer.text(405, "Only GET and HEAD are answered here.");
    }
}

package dev.operable.health;

import org.jspecify.annotations.Nullable;

/** Turns a verdict into an answer, in the form that the caller accepts. */
final class Answers {
    private static final String TEXT = "text/plain; charset=utf-8";

    private Answers() {}

    static SelfCheckAnswer of(Verdict verdict, @Nullable String accept, boolean details) {
        // Degraded is 200: a load balancer must not take every instance out because of what they all lack.
        int status = verdict.status() == Verdict.Status.DOWN ? 503 : 200;
        return switch (Accepted.of(accept)) {
            case TEXT -> new SelfCheckAnswer(status, TEXT, verdict.summary());
            case HEALTH_JSON -> new SelfCheckAnswer(status, "application/health+json", JsonAnswer.of(verdict, details));
            case JSON -> new SelfCheckAnswer(status, "application/json", JsonAnswer.of(verdict, details));
            case HTML -> new SelfCheckAnswer(status, "text/html; charset=utf-8", HtmlAnswer.of(verdict, details));
        };
    }

    static SelfCheckAnswer notFound() {
        return new SelfCheckAnswer(
                404, TEXT, "There is /self-check, /self-check/live, /self-check/ready and /self-check/started.");
    }

    static SelfCheckAnswer methodNotAllowed() {
        return new SelfCheckAnswer(405, TEXT, "Only GET and HEAD are answered here.");
    }
}

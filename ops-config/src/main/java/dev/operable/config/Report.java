package dev.operable.config;

import java.util.List;

/** The text that a person reads when a service refuses to start. */
final class Report {
    private static final int WIDEST_KEY = 40;

    private Report() {}

    static String text(String service, List<Problem> problems) {
        int width = 0;
        for (Problem problem : problems) {
            int length = Shown.key(problem.key()).length();
            width = length > WIDEST_KEY ? width : Math.max(width, length);
        }
        StringBuilder text = new StringBuilder("The configuration of ")
                .append(service)
                .append(problems.size() == 1 ? " has 1 problem:" : " has " + problems.size() + " problems:");
        for (Problem problem : problems) {
            String key = Shown.key(problem.key());
            text.append("\n  ").append(key).append(" ".repeat(Math.max(0, width - key.length()) + 3));
            text.append(problem.message());
        }
        return text.toString();
    }
}

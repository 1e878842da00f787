package dev.operable.config;

import java.util.List;

/** All that is wrong with the configuration of a service; its message is a report for the person who has to mend it. */
public final class ConfigException extends RuntimeException {
    /** What the process exits with: {@code EX_CONFIG} of BSD's {@code sysexits.h}. */
    public static final int EXIT_STATUS = 78;

    private static final long serialVersionUID = 1;
    private static final int WIDEST_KEY = 40;

    private final String report;

    @SuppressWarnings("serial") // the lists of List.copyOf are serializable
    private final List<Problem> problems;

    ConfigException(String service, List<Problem> problems) {
        this.report = report(service, problems);
        this.problems = List.copyOf(problems);
    }

    /** The whole report: a line that names the service, then one for each problem. */
    @Override
    public String getMessage() {
        return report;
    }

    /**
     * The problems in the order of the report: by record as they were bound and by component, after each record what is
     * about several of its components; then those of a {@code .env} file by line; then the variables that nothing reads,
     * by name.
     */
    public List<Problem> problems() {
        return problems;
    }

    /** The text that a person reads when a service refuses to start or to change. */
    static String report(String service, List<Problem> problems) {
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

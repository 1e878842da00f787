package dev.operable.core.admin;

import java.io.IOException;

/** Ends the work on a request that cannot be answered as it is; {@link Routes} answers the problem. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    Refused(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}

package dev.operable.rpc;

import java.util.Set;

/**
 * What an instance says of sending a request twice. Immutable.
 *
 * @param once must not be
 * @param repeatable may be, whatever its method, unless it must not
 */
record PathRules(Set<PathRule> once, Set<PathRule> repeatable) {
    static final PathRules NONE = new PathRules(Set.of(), Set.of());

    PathRules {
        once = Set.copyOf(once);
        repeatable = Set.copyOf(repeatable);
    }

    boolean forbids(WireRequest request) {
        return matches(once, request);
    }

    boolean allows(WireRequest request) {
        return matches(repeatable, request);
    }

    private static boolean matches(Set<PathRule> rules, WireRequest request) {
        for (PathRule rule : rules) {
            if (rule.matches(request.method(), request.target())) {
                return true;
            }
        }
        return false;
    }
}

package dev.operable.health;

import java.util.Set;

/** Where a check was defined, for messages. */
final class Origin {
    /** Whose frames tell nothing to who defined the check. */
    private static final Set<String> OURS =
            Set.of(Origin.class.getName(), CheckBuilder.class.getName(), SelfChecks.class.getName());

    private Origin() {}

    /** The method outside of this library's own registration that is calling it now. */
    static String ofCaller() {
        return StackWalker.getInstance().walk(frames -> frames.filter(frame -> !OURS.contains(frame.getClassName()))
                .findFirst()
                .map(frame ->
                        frame.getClassName() + "." + frame.getMethodName() + "() at line " + frame.getLineNumber())
                .orElse("unknown code"));
    }
}

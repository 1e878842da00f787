package dev.operable.health;

import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

/** Where a check was defined, for messages. */
final class Origin {
    /** Whose frames tell nothing to who defined the check. */
    private static final Set<String> OURS =
            Set.of(Origin.class.getName(), CheckBuilder.class.getName(), SelfChecks.class.getName());

    private Origin() {}

    /** The method outside of this library's own registration that is calling it now. */
    static String ofCaller() {
        return StackWalker.getInstance().walk(Origin::firstOfOthers);
    }

    private static String firstOfOthers(Stream<StackWalker.StackFrame> frames) {
        for (Iterator<StackWalker.StackFrame> each = frames.iterator(); each.hasNext(); ) {
            StackWalker.StackFrame frame = each.next();
            if (!OURS.contains(frame.getClassName())) {
                return frame.getClassName() + "." + frame.getMethodName() + "() at line " + frame.getLineNumber();
            }
        }
        return "unknown code";
    }
}

package dev.operable.config;

import org.jspecify.annotations.Nullable;

/** Why a text is not taken, to be read after the value: {@code is not a duration. Write it as 2s.} */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    final String reason;
    /** What it is about, when that is another variable than the setting's own. */
    final @Nullable String key;

    Refusal(String reason) {
        this(reason, null);
    }

    Refusal(String reason, @Nullable String key) {
        super(reason, null, false, false);
        this.reason = reason;
        this.key = key;
    }

    /** What a program throws is a reason to refuse, unless the machine itself has come to an end. */
    static void passOn(@Nullable Throwable thrown) {
        if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
            throw fatal;
        }
    }
}

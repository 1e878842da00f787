package dev.operable.config;

import org.jspecify.annotations.Nullable;

/** Why a text is not taken, to be read after the value: {@code is not a duration. Write it as 2s.} */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final @Nullable String key;

    Refusal(String reason) {
        this(reason, null);
    }

    /** With the key it is about, when that is another one than the setting's own. */
    Refusal(String reason, @Nullable String key) {
        super(reason, null, false, false);
        this.reason = reason;
        this.key = key;
    }

    String reason() {
        return reason;
    }

    /** What a program throws is a reason to refuse, unless the machine itself has come to an end. */
    static void passOn(@Nullable Throwable thrown) {
        if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    @Nullable
    String key() {
        return key;
    }
}

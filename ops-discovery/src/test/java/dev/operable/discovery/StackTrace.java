package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;

/** What a log shows of an exception: its message and those of all its causes. */
final class StackTrace {
    private StackTrace() {}

    static Consumer<Throwable> without(String secret) {
        return thrown -> {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            assertThat(text.toString()).doesNotContain(secret);
        };
    }
}

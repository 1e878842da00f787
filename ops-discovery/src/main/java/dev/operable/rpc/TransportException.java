package dev.operable.rpc;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exchange that brought no answer. */
final class TransportException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;

    TransportException(Failure failure, @Nullable Throwable cause) {
        super(failure.words(), cause);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}

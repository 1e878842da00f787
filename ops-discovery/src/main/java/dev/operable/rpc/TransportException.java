package dev.operable.rpc;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An exchange that brought no answer. */
final class TransportException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Failure failure;

    private final @Nullable String explanation;

    TransportException(Failure failure, @Nullable Throwable cause) {
        this(failure, cause, null);
    }

    /** @param explanation a sentence for whoever reads of the failed call */
    TransportException(Failure failure, @Nullable Throwable cause, @Nullable String explanation) {
        super(failure.words(), cause);
        this.failure = failure;
        this.explanation = explanation;
    }

    @Nullable
    String explanation() {
        return explanation;
    }

    Failure failure() {
        return failure;
    }
}

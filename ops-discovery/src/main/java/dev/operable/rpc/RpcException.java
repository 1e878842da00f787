package dev.operable.rpc;

import dev.operable.core.errors.ErrorDetails;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A call that failed, after everything that the policy allows was tried. Its message names every attempt. */
public final class RpcException extends RuntimeException implements ErrorDetails {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it was. */
    public enum Kind {
        /** Nobody offers the service, as far as discovery knows. */
        NO_INSTANCE,
        /** There was no connection, or it broke before an answer began. */
        CONNECT,
        /** An attempt took longer than one may. */
        TIMEOUT,
        /** The time of the whole call is over. */
        DEADLINE,
        /** The service answered with a status of 400 or more. */
        STATUS,
        /** The answer broke off, was too large, was not HTTP, or was not what the caller asked to read. */
        BODY,
        /** The caller was interrupted, the client is closed, or a limit of the client itself has no place for the call. */
        REJECTED
    }

    private final Kind kind;
    private final String service;

    @SuppressWarnings("serial") // what List.copyOf makes is serializable, as attempts are
    private final List<Attempt> attempts;

    private final transient @Nullable RpcResponse response;

    RpcException(
            Kind kind,
            String service,
            List<Attempt> attempts,
            @Nullable RpcResponse response,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.service = service;
        this.attempts = List.copyOf(attempts);
        this.response = response;
    }

    public Kind kind() {
        return kind;
    }

    /** The name of the service that was called. */
    public String service() {
        return service;
    }

    /** Every attempt in the order made; empty if none was. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** {@code rpc.service} and {@code rpc.attempts}, each attempt with instance, outcome and milliseconds. */
    @Override
    public Map<String, String> errorDetails() {
        return Map.of(
                "rpc.service",
                service,
                "rpc.attempts",
                attempts.stream().map(Attempt::toString).collect(Collectors.joining(", ")));
    }

    /** The status of the last answer, if there was an answer. */
    public OptionalInt status() {
        return response == null ? OptionalInt.empty() : OptionalInt.of(response.status());
    }

    /** The last answer, if there was one and it could be read to its end. */
    public Optional<RpcResponse> response() {
        return Optional.ofNullable(response);
    }
}

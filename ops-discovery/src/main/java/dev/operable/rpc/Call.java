package dev.operable.rpc;

import dev.operable.rpc.RpcException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One call on its way through the pipeline: what is asked, and what happened so far. Used by one thread. */
final class Call {
    private final String service;
    private final String uri;
    private final WireRequest request;
    private final Duration allowed;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private final List<Node> tried = new ArrayList<>(1);
    private long endsAt;
    private boolean anotherMayFollow;
    private Ejection.Entry entry = Ejection.Entry.USUAL;
    private @Nullable String verdict;

    Call(String service, String uri, WireRequest request, Duration allowed) {
        this.service = service;
        this.uri = uri;
        this.request = request;
        this.allowed = allowed;
    }

    String service() {
        return service;
    }

    /** The template, for metrics. */
    String uri() {
        return uri;
    }

    WireRequest request() {
        return request;
    }

    Duration allowed() {
        return allowed;
    }

    /** When the whole call is over, on the pipeline's clock. */
    long endsAt() {
        return endsAt;
    }

    void endsAt(long nanos) {
        endsAt = nanos;
    }

    /** Whether the attempt that begins may be followed by another one, should it take too long. */
    boolean anotherMayFollow() {
        return anotherMayFollow;
    }

    void anotherMayFollow(boolean may) {
        anotherMayFollow = may;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** The instances chosen so far, the one of the running attempt last. */
    List<Node> tried() {
        return tried;
    }

    Node node() {
        return tried.get(tried.size() - 1);
    }

    /** Begins an attempt at an instance. */
    void choose(Node node, Ejection.Entry how) {
        tried.add(node);
        verdict = null; // of the attempt before
        entry = how;
    }

    /** How the running attempt came to its instance. */
    Ejection.Entry entry() {
        return entry;
    }

    /** Says, for the exception's message, why there is no further attempt or what to do. */
    void verdict(String sentence) {
        verdict = sentence;
    }

    RpcResponse successOf(Outcome outcome) {
        RpcResponse answer = answerOf(outcome);
        if (!outcome.succeeded()) {
            throw failed(Kind.STATUS, answer, null);
        }
        return answer;
    }

    RpcResponse answerOf(Outcome outcome) {
        RpcResponse answer = outcome.answer();
        if (answer != null) {
            return answer;
        }
        Failure failure = outcome.failure();
        throw failed(failure == null ? Kind.REJECTED : failure.kind(), null, outcome.cause());
    }

    RpcException unreadable(RpcResponse answer, String what, @Nullable Throwable cause) {
        verdict = "The body of the answer (status " + answer.status() + ") " + what;
        return failed(Kind.BODY, answer, cause);
    }

    private RpcException failed(Kind kind, @Nullable RpcResponse answer, @Nullable Throwable cause) {
        StringBuilder message = new StringBuilder("calling ").append(service).append(" failed");
        if (!attempts.isEmpty()) {
            message.append(String.format(
                    Locale.ROOT,
                    " after %d attempt%s: %s",
                    attempts.size(),
                    attempts.size() == 1 ? "" : "s",
                    attempts.stream().map(Attempt::toString).collect(Collectors.joining(", "))));
        }
        message.append(" (").append(request.method()).append(' ').append(uri).append(')');
        if (verdict != null) {
            message.append(". ").append(verdict);
        }
        return new RpcException(kind, service, attempts, answer, message.toString(), cause);
    }
}

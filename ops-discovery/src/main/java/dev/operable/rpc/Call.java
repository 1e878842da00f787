package dev.operable.rpc;

import dev.operable.config.Durations;
import dev.operable.rpc.RpcException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One call on its way through the pipeline: what is asked, and what happened so far. Used by one thread, but for {@link #end}. */
final class Call {
    private final String service;
    private final String uri;
    private final WireRequest request;
    private final Duration allowed;
    private final int retries;
    private final boolean hedged;
    private final List<Attempt> attempts = new ArrayList<>(1);
    /** Read by a hedge while the call runs; each a new list, since most have one element. */
    private volatile List<Node> tried = List.of();

    private volatile @Nullable Guard running;
    private volatile @Nullable Failure over;
    private long endsAt;
    private boolean anotherMayFollow;
    private boolean safe;
    private boolean ownerForbids;
    private WireRequest wire;
    private Ejection.Entry entry = Ejection.Entry.USUAL;
    private @Nullable String verdict;
    private boolean noThread;
    private boolean budgetSpent;

    Call(String service, String uri, WireRequest request, Duration allowed, int retries, boolean hedged) {
        this.service = service;
        this.uri = uri;
        this.request = request;
        this.wire = request;
        this.allowed = allowed;
        this.retries = retries;
        this.hedged = hedged;
        this.safe = request.idempotent();
    }

    /** The same call for a further attempt beside the one that runs, elsewhere. */
    Call beside() {
        Call other = new Call(service, uri, request, allowed, 0, false);
        other.tried = tried;
        other.endsAt = endsAt;
        other.safe = safe;
        other.ownerForbids = ownerForbids;
        return other;
    }

    /** How often it may be tried again. */
    int retries() {
        return retries;
    }

    /** Whether a slow attempt may get a second one beside it. */
    boolean hedged() {
        return hedged && safe;
    }

    /** Whether sending it twice does what sending it once does, and is possible. */
    boolean idempotent() {
        return safe;
    }

    /** Whether the owner of the service has said that it must not be sent twice. */
    boolean ownerForbids() {
        return ownerForbids;
    }

    /** Lets the owner say whether it may be sent twice: who does the work knows best. */
    void follow(Followed owner) {
        if (owner.saysOfPaths()) {
            ownerForbids = owner.once(request);
            safe = request.repeatable() && !ownerForbids && (request.idempotent() || owner.repeatable(request));
        }
    }

    /** An attempt begins that this guard watches over. */
    void running(Guard guard) {
        running = guard;
        Failure why = over;
        if (why != null) {
            guard.end(why);
        }
    }

    /** Ends the attempt that runs, and any that would begin, from any thread. */
    void end(Failure why) {
        over = why;
        Guard guard = running;
        if (guard != null) {
            guard.end(why);
        }
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

    /** The request as the running attempt sends it. */
    WireRequest wire() {
        return wire;
    }

    Duration allowed() {
        return allowed;
    }

    /** For messages; what a caller's own deadline left of it may have a fraction, which nobody reads. */
    String allowedText() {
        return Durations.text(Duration.ofMillis(allowed.toMillis()));
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

    /** What an attempt beside this call's own did belongs to it as well. */
    void also(Call beside) {
        attempts.addAll(beside.attempts);
        List<Node> all = new ArrayList<>(tried);
        beside.tried.stream().filter(node -> !all.contains(node)).forEach(all::add);
        tried = List.copyOf(all);
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** The instances chosen so far, the one of the running attempt last. */
    List<Node> tried() {
        return tried;
    }

    Node node() {
        List<Node> chosen = tried;
        return chosen.get(chosen.size() - 1);
    }

    /** Begins an attempt at an instance. */
    void choose(Node node, Ejection.Entry how) {
        List<Node> before = tried;
        if (before.isEmpty()) {
            tried = List.of(node);
        } else {
            List<Node> all = new ArrayList<>(before);
            all.add(node);
            tried = List.copyOf(all);
        }
        verdict = null; // of the attempt before
        entry = how;
        wire = request.ofAttempt();
    }

    /** How the running attempt came to its instance. */
    Ejection.Entry entry() {
        return entry;
    }

    /** Says, for the exception's message, why there is no further attempt or what to do; after what was said before. */
    void verdict(String sentence) {
        verdict = verdict == null ? sentence : verdict + " " + sentence;
    }

    /** There was no thread to wait for it. */
    void findsNoThread() {
        noThread = true;
    }

    boolean noThread() {
        return noThread;
    }

    /** It would have been tried again, had there been something left of the budget. */
    void budgetIsSpent() {
        budgetSpent = true;
    }

    boolean budgetSpent() {
        return budgetSpent;
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
        if (failure == Failure.INTERRUPTED) {
            verdict("The thread that waited for it was interrupted.");
        }
        throw failed(failure == null ? Kind.REJECTED : failure.kind(), null, outcome.cause());
    }

    RpcException unreadable(RpcResponse answer, String what, @Nullable Throwable cause) {
        verdict = "The body of the answer (status " + answer.status() + ") " + what;
        return failed(Kind.BODY, answer, cause);
    }

    /** A body that its caller reads ended before its end. */
    RpcException brokeOff(Failure failure, Throwable cause) {
        verdict = "The body of the answer ended with: " + failure.words() + ".";
        return failed(failure.kind(), null, cause);
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

package dev.operable.core.lifecycle;

import dev.operable.core.Redaction;
import dev.operable.core.logging.AuditEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether this instance is out of traffic because somebody wants it so: it answers whoever still comes, and says to all that
 * they should go elsewhere. Each change, also one that ends by itself, is an {@link AuditEvent}. It lives in this process: one
 * that starts again is not in maintenance. Safe for use by many threads.
 *
 * <pre>{@code
 * Maintenance maintenance = new Maintenance();
 * maintenance.tell(state -> checks.maintenance(state.map(State::reason)));
 * maintenance.begin("upgrade of the disk", Duration.ofMinutes(30), "ada");
 * }</pre>
 */
public final class Maintenance implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int LONGEST_REASON = 200;
    private static final String WHAT = "maintenance";

    private final Redaction redaction;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer = timer();
    private final List<Consumer<Optional<State>>> listeners = new ArrayList<>(); // this and the others: guarded by this
    private @Nullable State state;
    private @Nullable Future<?> expiry;
    private boolean closed;

    /** Out of maintenance. */
    public Maintenance() {
        this(Redaction.standard());
    }

    /** Out of maintenance; of the reasons these rules hide more than the {@linkplain Redaction#standard() usual}. */
    public Maintenance(Redaction redaction) {
        this(redaction, Clock.systemUTC());
    }

    Maintenance(Redaction redaction, Clock clock) {
        this.redaction = redaction;
        this.clock = clock;
    }

    /**
     * That this instance is in maintenance. Immutable.
     *
     * @param reason for people; everybody may read it
     * @param since when it began
     * @param until when it ends by itself; empty if somebody has to end it
     * @param who began it
     */
    public record State(String reason, Instant since, Optional<Instant> until, String who) {}

    /**
     * Tells of each change, in the order of the changes, and at once if there is something to tell; empty is the end of it. The
     * listener must not wait for anything.
     */
    public synchronized void tell(Consumer<Optional<State>> listener) {
        listeners.add(listener);
        if (state != null) {
            listener.accept(Optional.of(state));
        }
    }

    /** Empty when this instance is not in maintenance. */
    public synchronized Optional<State> state() {
        return Optional.ofNullable(state);
    }

    /**
     * Begins it, until somebody ends it, or changes its reason and end.
     *
     * @param reason for people, 1 to 200 visible characters; everybody may read it
     * @param who begins it, for the audit
     * @throws IllegalArgumentException if that is no reason
     * @throws IllegalStateException if the service is stopping
     */
    public synchronized State begin(String reason, String who) {
        return begin(reason, null, who);
    }

    /**
     * Begins it for so long, or changes its reason and end.
     *
     * @param reason for people, 1 to 200 visible characters; everybody may read it
     * @param period up to 30 days; measured by a clock that nobody sets
     * @param who begins it, for the audit
     * @throws IllegalArgumentException if that is no reason, or no such period
     * @throws IllegalStateException if the service is stopping
     */
    public synchronized State beginFor(Duration period, String reason, String who) {
        if (period.isNegative() || period.isZero() || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A maintenance takes more than nothing, and 30 days at the most.");
        }
        return begin(reason, period, who);
    }

    private State begin(String reason, @Nullable Duration period, String who) {
        if (reason.isBlank()
                || reason.length() > LONGEST_REASON
                || reason.chars().anyMatch(Maintenance::invisible)) {
            throw new IllegalArgumentException(
                    "The reason of a maintenance has 1 to " + LONGEST_REASON + " visible characters.");
        }
        if (closed) {
            throw new IllegalStateException("The service is stopping.");
        }
        Instant now = clock.instant();
        Optional<Instant> until = Optional.ofNullable(period).map(now::plus);
        State begun = new State(redaction.text(reason), state == null ? now : state.since(), until, who);
        change(begun, who);
        if (period != null) {
            expiry = timer.schedule(() -> expire(begun), period.toNanos(), TimeUnit.NANOSECONDS);
        }
        return begun;
    }

    /**
     * Ends it; nothing if there is none.
     *
     * @param who ends it, for the audit
     */
    public synchronized void end(String who) {
        if (state != null) {
            change(null, who);
        }
    }

    private synchronized void expire(State begun) {
        if (begun.equals(state) && !closed) {
            change(null, "expiry of the maintenance by " + begun.who());
        }
    }

    private void change(@Nullable State next, String who) {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
        String before = text(state);
        state = next;
        listeners.forEach(listener -> listener.accept(Optional.ofNullable(next)));
        Instant until = next == null ? null : next.until().orElse(null);
        new AuditEvent(who, WHAT, before, text(next), until).log();
    }

    private static boolean invisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String text(@Nullable State state) {
        return state == null ? "off" : "on: " + state.reason();
    }

    /** From now on it stays as it is, for the service stops: nobody is sent back to an instance that goes. */
    @Override
    public synchronized void close() {
        closed = true;
        timer.shutdownNow();
    }

    /** A thread that is there only while an end is waiting. */
    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ops-maintenance");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}

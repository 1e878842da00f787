package dev.operable.devkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fault that the embedded agent plays, so that a test sees what its own code does meanwhile. Immutable, except that
 * {@link #flapping} and {@link #indexBackwards} count; safe for use by several threads.
 *
 * <pre>{@code
 * consul.play(Fault.answering(403, "Permission denied"));
 * ... what does the service do? ...
 * consul.play(Fault.none());
 * }</pre>
 */
public final class Fault {
    private static final String INDEX = "X-Consul-Index";

    /** What becomes of a request; an empty answer breaks its connection. */
    private interface Way {
        Optional<Answer> answer(Work work, CountDownLatch replaced) throws InterruptedException;
    }

    /** Carries a request out. */
    interface Work {
        Answer answer() throws InterruptedException;
    }

    private final boolean interrupting;
    private final Way way;

    private Fault(boolean interrupting, Way way) {
        this.interrupting = interrupting;
        this.way = way;
    }

    /** All is well. */
    public static Fault none() {
        return new Fault(false, (work, replaced) -> Optional.of(work.answer()));
    }

    /** Connections open, and no request is carried out or answered until something else is played. */
    public static Fault hanging() {
        return new Fault(false, (work, replaced) -> {
            replaced.await();
            return Optional.of(work.answer());
        });
    }

    /** Each request waits for so long before it is carried out. */
    public static Fault slow(Duration delay) {
        return new Fault(false, (work, replaced) -> {
            boolean ignored = replaced.await(delay.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(work.answer());
        });
    }

    /**
     * Nothing is carried out; this is the answer instead, as {@code 500} with {@code No cluster leader}, or {@code 403} with
     * {@code Permission denied}. Questions that wait for a change get it at once.
     *
     * @throws IllegalArgumentException if the status is not between 200 and 599
     */
    public static Fault answering(int status, String text) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException(
                    "The status of an answer is " + status + ", which is not between 200 and 599, for example 500.");
        }
        return new Fault(true, (work, replaced) -> Optional.of(Answer.text(status, text)));
    }

    /** The connection of every other request breaks without an answer, the first one's too. */
    public static Fault flapping() {
        AtomicInteger requests = new AtomicInteger();
        return new Fault(
                true,
                (work, replaced) ->
                        requests.getAndIncrement() % 2 == 0 ? Optional.empty() : Optional.of(work.answer()));
    }

    /** Each answer that has an index has one that is lower than that of the answer before, at last 0. */
    public static Fault indexBackwards() {
        AtomicLong last = new AtomicLong(Long.MAX_VALUE);
        return new Fault(true, (work, replaced) -> {
            Answer answer = work.answer();
            String index = answer.headers().get(INDEX);
            if (index == null) {
                return Optional.of(answer);
            }
            long lower = last.updateAndGet(before -> Math.max(0, Math.min(before, Long.parseLong(index)) - 1));
            return Optional.of(answer.with(Map.of(INDEX, Long.toString(lower))));
        });
    }

    /**
     * Each answer has at least so many bytes: spaces stand before it, so that it is still the JSON that it was.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static Fault huge(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("An answer cannot have " + bytes + " bytes. Give 0 or more.");
        }
        return new Fault(true, (work, replaced) -> Optional.of(padded(work.answer(), bytes)));
    }

    private static Answer padded(Answer answer, int bytes) {
        if (answer.body().length >= bytes) {
            return answer;
        }
        byte[] body = new byte[bytes];
        int padding = bytes - answer.body().length;
        Arrays.fill(body, 0, padding, " ".getBytes(StandardCharsets.US_ASCII)[0]);
        System.arraycopy(answer.body(), 0, body, padding, answer.body().length);
        return new Answer(answer.status(), answer.headers(), body);
    }

    /** Whether questions that wait for a change shall meet it at once. */
    boolean interrupting() {
        return interrupting;
    }

    Optional<Answer> answer(Work work, CountDownLatch replaced) throws InterruptedException {
        return way.answer(work, replaced);
    }
}

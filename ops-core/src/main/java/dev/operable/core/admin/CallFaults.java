package dev.operable.core.admin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What {@link FaultsHandler} switches: faults that are played to the calls of this process. Safe for use by many threads. */
public interface CallFaults {
    /**
     * A fault that somebody asks for.
     *
     * @param service the calls to which meet it
     * @param latency how much later attempts begin
     * @param status what they are answered
     * @param abort whether their connection breaks
     * @param share of the attempts, above 0 and at most 1
     * @param instance the only one that it is played for
     * @param lasts after which it ends by itself
     */
    record Wanted(
            String service,
            Optional<Duration> latency,
            OptionalInt status,
            boolean abort,
            double share,
            Optional<String> instance,
            Optional<Duration> lasts) {}

    /** Those that are on, each as its fields: {@code service}, {@code fault}, {@code until}, {@code changedBy}. */
    List<Map<String, String>> on();

    /**
     * Begins one beside those that are on.
     *
     * @param who wants it, for the audit
     * @throws IllegalArgumentException if there is no such fault; its message says why
     */
    void begin(Wanted wanted, String who);

    /**
     * Ends all of a service.
     *
     * @param who ends them, for the audit
     */
    void end(String service, String who);
}

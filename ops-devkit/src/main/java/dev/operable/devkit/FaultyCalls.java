package dev.operable.devkit;

import dev.operable.core.admin.CallFaults;
import dev.operable.core.admin.CallFaults.Wanted;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Plays faults to the calls by name of the service under test, which runs in the test's process, and takes them back after each
 * test. Tests that share a service and run at the same time meet each other's. Safe for use by many threads.
 *
 * <pre>{@code
 * @RegisterExtension
 * final FaultyCalls calls = FaultyCalls.of(() -> links.faults());
 *
 * @Test
 * void showsLinksWithoutTheirCountsWhileHitsIsDown() {
 *     calls.to("hits").answering(503);
 *     ...
 *     calls.to("hits").none();
 * }
 * }</pre>
 */
public final class FaultyCalls implements AfterEachCallback {
    private static final String WHO = "a test";
    /** As long as a fault may last at most: a test that somebody steps through is not to lose it. */
    private static final Duration UNTIL_TAKEN_BACK = Duration.ofDays(1);

    private final Supplier<? extends CallFaults> faults;
    private final Set<Played> played = ConcurrentHashMap.newKeySet();

    private record Played(CallFaults faults, String service) {}

    private FaultyCalls(Supplier<? extends CallFaults> faults) {
        this.faults = faults;
    }

    /**
     * Begins with none.
     *
     * @param faults {@code Ops.faults()} or {@code RpcClients.faults()}; asked for when a fault begins, so that the service may be
     *     started by the test
     */
    public static FaultyCalls of(Supplier<? extends CallFaults> faults) {
        return new FaultyCalls(faults);
    }

    /** The calls to a service, which need not run, but has to be known to discovery: {@code HITS_URL=http://127.0.0.1:9}. */
    public To to(String service) {
        return new To(service, 1, Optional.empty());
    }

    /** What may happen to the attempts at one service. Faults add up until {@link #none}. Immutable. */
    public final class To {
        private final String service;
        private final double share;
        private final Optional<String> instance;

        private To(String service, double share, Optional<String> instance) {
            this.service = service;
            this.share = share;
            this.instance = instance;
        }

        /** Some of the attempts only: above 0 and at most 1. */
        public To share(double ofAttempts) {
            return new To(service, ofAttempts, instance);
        }

        /** The attempts at one instance only, by its id or as {@code host:port}. */
        public To at(String idOrAddress) {
            return new To(service, share, Optional.of(idOrAddress));
        }

        /**
         * They are answered with this status and reach no server.
         *
         * @throws IllegalArgumentException if it is not between 400 and 599
         */
        public void answering(int status) {
            begin(Optional.empty(), OptionalInt.of(status), false);
        }

        /** Their connections break, and they reach no server. */
        public void breaking() {
            begin(Optional.empty(), OptionalInt.empty(), true);
        }

        /** They begin so much later; with more than an attempt may take, their instances hang. */
        public void slow(Duration delay) {
            begin(Optional.of(delay), OptionalInt.empty(), false);
        }

        /** Ends all faults of the service. */
        public void none() {
            faults.get().end(service, WHO);
        }

        private void begin(Optional<Duration> latency, OptionalInt status, boolean abort) {
            CallFaults all = faults.get();
            all.begin(new Wanted(service, latency, status, abort, share, instance, Optional.of(UNTIL_TAKEN_BACK)), WHO);
            played.add(new Played(all, service));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (Played each : played) {
            each.faults.end(each.service, WHO);
        }
        played.clear();
    }
}

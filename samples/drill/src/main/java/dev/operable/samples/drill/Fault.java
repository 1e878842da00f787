package dev.operable.samples.drill;

import java.time.Duration;
import java.util.Optional;

/** What is broken in a drill, and what it may cost. */
enum Fault {
    /** One instance is killed. */
    KILL("an instance is killed", 2, Optional.empty()) {
        @Override
        Optional<TargetProcess> inject(Stage stage) {
            return Optional.of(killOne(stage));
        }
    },

    /** One instance takes half a second for each answer. */
    SLOW("an instance takes 500 ms for each answer", 3, Optional.of(0.02)) {
        @Override
        Optional<TargetProcess> inject(Stage stage) throws Exception {
            TargetProcess slow = stage.running().get(1);
            slow.delay(Duration.ofMillis(500));
            return Optional.of(slow);
        }

        @Override
        void end(Stage stage) throws Exception {
            stage.running().get(1).delay(Duration.ZERO);
        }
    },

    /** Consul hangs, and then an instance is killed of which it could not tell. */
    CONSUL("Consul hangs, then an instance is killed", 0, Optional.empty()) {
        @Override
        void prepare(Stage stage) {
            stage.consul().pause();
        }

        @Override
        Optional<TargetProcess> inject(Stage stage) {
            return Optional.of(killOne(stage));
        }

        @Override
        void end(Stage stage) {
            stage.consul().resume();
        }
    },

    /** Each instance is replaced by a new one, one after the other. */
    ROLL("all instances are replaced, one after the other", 3, Optional.empty()) {
        @Override
        Optional<TargetProcess> inject(Stage stage) throws Exception {
            for (TargetProcess old : stage.running()) {
                stage.replace(old);
            }
            return Optional.empty();
        }
    };

    private final String words;
    private final double slower;
    private final Optional<Double> share;

    Fault(String words, double slower, Optional<Double> share) {
        this.words = words;
        this.slower = slower;
        this.share = share;
    }

    String words() {
        return words;
    }

    /** How many times its value before the 99th percentile may be; 0 if it may be anything. */
    double slower() {
        return slower;
    }

    /** The most of all calls that may go to the bad instance. */
    Optional<Double> share() {
        return share;
    }

    /** Whether every call has to succeed; else a POST that was under way at the instance that died may fail. */
    boolean sparesPosts() {
        return this == SLOW || this == ROLL;
    }

    /** Done a second before. */
    void prepare(Stage stage) {}

    /** Breaks it, and returns the instance that is bad then, if there is one. */
    abstract Optional<TargetProcess> inject(Stage stage) throws Exception;

    /** Mends what can be mended. */
    void end(Stage stage) throws Exception {}

    private static TargetProcess killOne(Stage stage) {
        TargetProcess victim = stage.busiest();
        victim.kill();
        return victim;
    }
}

package dev.operable.rpc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Keeps more than half of a service's instances from being ejected at once. Safe for use by many threads. */
final class EjectionLimit {
    private final List<Ejection> ejected = new ArrayList<>();
    private volatile Ejection[] snapshot = {};
    private final LongAdder count = new LongAdder();
    private Set<Ejection> present = Set.of();

    /** Whether this one may be ejected; true as well if it already is, and false if its instance has left. */
    synchronized boolean admit(Ejection ejection) {
        // An attempt may end after its instance has left; nobody would ever take it off the list again.
        if (!present.contains(ejection)) {
            return false;
        }
        if (ejected.contains(ejection)) {
            return true;
        }
        if (ejected.size() >= present.size() / 2) {
            return false;
        }
        ejected.add(ejection);
        count.increment();
        snapshot = ejected.toArray(Ejection[]::new);
        return true;
    }

    /** Whether the others fail less than half as often: when all of them do, there is nobody better. */
    synchronized boolean worseThanMost(Ejection ejection) {
        int others = 0;
        int failures = 0;
        for (Ejection each : present) {
            if (each != ejection && !ejected.contains(each)) {
                others++;
                failures += each.failures();
            }
        }
        return others > 0 && 2 * failures < others * Math.max(1, ejection.failures());
    }

    synchronized boolean release(Ejection ejection) {
        boolean was = ejected.remove(ejection);
        snapshot = ejected.toArray(Ejection[]::new);
        return was;
    }

    /** Tells which instances there are; those ejected last come back if they are now too many. */
    void instances(Collection<Ejection> now) {
        List<Ejection> tooMany;
        synchronized (this) {
            present = Set.copyOf(now);
            ejected.retainAll(present);
            snapshot = ejected.toArray(Ejection[]::new);
            tooMany = new ArrayList<>(ejected.subList(Math.min(ejected.size(), present.size() / 2), ejected.size()));
        }
        tooMany.forEach(Ejection::end);
    }

    /** How many ejections there were, without those that followed a probe. */
    long count() {
        return count.sum();
    }

    /** Those that are ejected now, in a memory read. Not to be written to. */
    Ejection[] ejected() {
        return snapshot;
    }
}

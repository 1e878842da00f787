package dev.operable.rpc;

import java.util.ArrayList;
import java.util.List;

/** Keeps more than half of a service's instances from being ejected at once. Safe for use by many threads. */
final class EjectionLimit {
    private final List<Ejection> ejected = new ArrayList<>();
    private volatile boolean any;
    private int instances;

    /** Whether this one may be ejected; true as well if it already is. */
    synchronized boolean admit(Ejection ejection) {
        if (ejected.contains(ejection)) {
            return true;
        }
        if (ejected.size() >= instances / 2) {
            return false;
        }
        ejected.add(ejection);
        any = true;
        return true;
    }

    synchronized boolean release(Ejection ejection) {
        boolean was = ejected.remove(ejection);
        any = !ejected.isEmpty();
        return was;
    }

    /** Tells how many instances there are; those ejected last come back if they are now too many. */
    void instances(int count) {
        List<Ejection> tooMany;
        synchronized (this) {
            instances = count;
            tooMany = new ArrayList<>(ejected.subList(Math.min(ejected.size(), count / 2), ejected.size()));
        }
        tooMany.forEach(Ejection::end);
    }

    /** Whether any instance is ejected now; a memory read. */
    boolean any() {
        return any;
    }
}

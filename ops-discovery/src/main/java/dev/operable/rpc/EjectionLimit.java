package dev.operable.rpc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Keeps more than half of a service's instances from being ejected at once. Safe for use by many threads. */
final class EjectionLimit {
    private final List<Ejection> ejected = new ArrayList<>();
    private volatile boolean any;
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
        any = true;
        return true;
    }

    synchronized boolean release(Ejection ejection) {
        boolean was = ejected.remove(ejection);
        any = !ejected.isEmpty();
        return was;
    }

    /** Tells which instances there are; those ejected last come back if they are now too many. */
    void instances(Collection<Ejection> now) {
        List<Ejection> tooMany;
        synchronized (this) {
            present = Set.copyOf(now);
            ejected.retainAll(present);
            any = !ejected.isEmpty();
            tooMany = new ArrayList<>(ejected.subList(Math.min(ejected.size(), present.size() / 2), ejected.size()));
        }
        tooMany.forEach(Ejection::end);
    }

    /** Whether any instance is ejected now; a memory read. */
    boolean any() {
        return any;
    }
}

package dev.operable.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * What was alive at the end of the last collection of each pool. What is used now says little: most of it may be garbage.
 */
record HeapCheck(Limits limits) implements HealthCheck {
    @Override
    public CheckResult run() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += left == null ? 0 : left.getUsed();
        }
        long most = Runtime.getRuntime().maxMemory();
        String what = Bytes.text(used) + " of " + Bytes.text(most) + " of heap are in use after garbage collection";
        return limits.judge(what, (double) used / most)
                .with("usedAfterGcBytes", used)
                .with("maxBytes", most);
    }
}

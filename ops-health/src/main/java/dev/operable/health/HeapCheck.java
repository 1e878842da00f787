package dev.operable.health;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was used of each pool at the end of the last collection by a collector that looks after it. What is used now says
 * little: most of it may be garbage.
 */
record HeapCheck(Limits limits) implements HealthCheck {
    @Override
    public CheckResult run() {
        long used = 0;
        for (MemoryPoolMXBean pool : pools()) {
            used += usedAfterCollection(pool);
        }
        long most = Runtime.getRuntime().maxMemory();
        String what = Bytes.text(used) + " of " + Bytes.text(most) + " of heap are in use after garbage collection";
        return limits.judge(what, (double) used / most)
                .with("usedAfterGcBytes", used)
                .with("maxBytes", most);
    }

    /**
     * The pool itself tells it of collections that were after its garbage only: that of the old generation of G1 stays 0 for
     * as long as nothing in there is worth one, however full it is.
     */
    private static long usedAfterCollection(MemoryPoolMXBean pool) {
        List<String> managers = Arrays.asList(pool.getMemoryManagerNames());
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> managers.contains(collector.getName()))
                .flatMap(collector ->
                        collector instanceof GarbageCollectorMXBean tells ? last(tells) : Stream.<GcInfo>empty())
                .max(Comparator.comparingLong(GcInfo::getEndTime))
                .map(last -> last.getMemoryUsageAfterGc().get(pool.getName()))
                .or(() -> Optional.ofNullable(pool.getCollectionUsage()))
                .map(MemoryUsage::getUsed)
                .orElse(0L);
    }

    /** Of collectors that only count their pauses all pools are said to be empty. */
    private static Stream<GcInfo> last(GarbageCollectorMXBean collector) {
        return Stream.ofNullable(collector.getLastGcInfo()).filter(info -> pools().stream()
                .map(pool -> info.getMemoryUsageAfterGc().get(pool.getName()))
                .filter(Objects::nonNull)
                .anyMatch(left -> left.getUsed() > 0));
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}

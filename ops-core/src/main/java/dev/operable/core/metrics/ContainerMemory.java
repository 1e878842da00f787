package dev.operable.core.metrics;

import java.nio.file.Path;

/** The memory of a control group, in bytes. */
final class ContainerMemory {
    private final Cgroup group;
    private final String limitFile;
    private final String usageFile;
    private final String cacheKey;

    ContainerMemory(Cgroup group) {
        this.group = group;
        boolean unified = group.version() == 2;
        limitFile = unified ? "memory.max" : "memory.limit_in_bytes";
        usageFile = unified ? "memory.current" : "memory.usage_in_bytes";
        cacheKey = unified ? "inactive_file" : "total_inactive_file";
    }

    boolean known() {
        return !Double.isNaN(used());
    }

    /** The tightest limit of the group and those it is in. */
    double limit() {
        double tightest = Double.NaN;
        for (Path directory : group.upwards()) {
            double limit = CgroupFile.word(directory.resolve(limitFile), 0);
            tightest = Double.isNaN(tightest) || limit < tightest ? limit : tightest;
        }
        return tightest;
    }

    /** What Kubernetes calls the working set, and evicts by. */
    double used() {
        double cache = CgroupFile.value(group.directory().resolve("memory.stat"), cacheKey);
        double usage = CgroupFile.word(group.directory().resolve(usageFile), 0);
        return Double.isNaN(cache) ? usage : Math.max(0, usage - cache);
    }
}

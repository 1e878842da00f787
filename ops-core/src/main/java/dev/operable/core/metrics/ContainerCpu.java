package dev.operable.core.metrics;

import java.nio.file.Path;

/** The processor time of a control group. */
final class ContainerCpu {
    private static final double MICROS = 1e6; // in a second
    private static final double NANOS = 1e9;

    private final Cgroup group;
    private final boolean unified;
    private final Path stat;

    ContainerCpu(Cgroup group) {
        this.group = group;
        this.unified = group.version() == 2;
        this.stat = group.directory().resolve("cpu.stat");
    }

    boolean known() {
        return !Double.isNaN(periods());
    }

    /** The tightest limit of the group and those it is in, in processors. */
    double limit() {
        double tightest = Double.NaN;
        for (Path directory : group.upwards()) {
            double limit = unified
                    ? CgroupFile.word(directory.resolve("cpu.max"), 0)
                            / CgroupFile.word(directory.resolve("cpu.max"), 1)
                    : CgroupFile.word(directory.resolve("cpu.cfs_quota_us"), 0)
                            / CgroupFile.word(directory.resolve("cpu.cfs_period_us"), 0);
            tightest = Double.isNaN(tightest) || limit < tightest ? limit : tightest;
        }
        return tightest;
    }

    double periods() {
        return CgroupFile.value(stat, "nr_periods");
    }

    double throttledPeriods() {
        return CgroupFile.value(stat, "nr_throttled");
    }

    double throttledSeconds() {
        return unified
                ? CgroupFile.value(stat, "throttled_usec") / MICROS
                : CgroupFile.value(stat, "throttled_time") / NANOS;
    }
}

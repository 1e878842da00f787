package dev.operable.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerMetricsTest {
    private static final String UNIFIED = "30 23 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate\n";

    @TempDir
    Path root;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void readsVersionTwo() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/self/mountinfo", "22 1 254:1 / / rw - ext4 /dev/root rw\n" + UNIFIED);
        write("sys/fs/cgroup/memory.max", "536870912\n");
        write("sys/fs/cgroup/memory.current", "300000000\n");
        write("sys/fs/cgroup/memory.stat", "anon 1\ninactive_file 100000000\nactive_file 5\n");
        write("sys/fs/cgroup/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/cpu.stat", "usage_usec 9\nnr_periods 70\nnr_throttled 7\nthrottled_usec 2500000\n");

        bind();

        assertThat(gauge("container.memory.limit")).isEqualTo(536870912);
        assertThat(gauge("container.memory.used")).isEqualTo(200000000);
        assertThat(gauge("container.cpu.limit")).isEqualTo(1.5);
        assertThat(counter("container.cpu.periods")).isEqualTo(70);
        assertThat(counter("container.cpu.throttled.periods")).isEqualTo(7);
        assertThat(counter("container.cpu.throttled")).isEqualTo(2.5);
    }

    @Test
    void readsVersionOne() throws IOException {
        write("proc/self/cgroup", "4:memory:/docker/c1\n3:cpu,cpuacct:/docker/c1\n");
        // The path is the host's; the container sees its own group where the hierarchy is mounted.
        write("proc/self/mountinfo", """
                31 30 0:27 /docker/c1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
                32 30 0:28 /docker/c1 /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct
                """);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "700\n");
        write("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 200\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_periods 4\nnr_throttled 3\nthrottled_time 1500000000\n");

        bind();

        assertThat(gauge("container.memory.limit")).isEqualTo(1073741824);
        assertThat(gauge("container.memory.used")).isEqualTo(500);
        assertThat(gauge("container.cpu.limit")).isEqualTo(0.5);
        assertThat(counter("container.cpu.periods")).isEqualTo(4);
        assertThat(counter("container.cpu.throttled.periods")).isEqualTo(3);
        assertThat(counter("container.cpu.throttled")).isEqualTo(1.5);
    }

    @Test
    void theTightestLimitOfTheGroupsAboveIsInForce() throws IOException {
        write("proc/self/cgroup", "0::/system.slice/shop.service\n");
        write("proc/self/mountinfo", UNIFIED);
        write("sys/fs/cgroup/system.slice/memory.max", "1000\n");
        write("sys/fs/cgroup/system.slice/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/system.slice/shop.service/memory.max", "2000\n");
        write("sys/fs/cgroup/system.slice/shop.service/memory.current", "10\n");
        write("sys/fs/cgroup/system.slice/shop.service/cpu.max", "200000 100000\n");
        write("sys/fs/cgroup/system.slice/shop.service/cpu.stat", "nr_periods 1\n");

        bind();

        assertThat(gauge("container.memory.limit")).isEqualTo(1000);
        assertThat(gauge("container.cpu.limit")).isEqualTo(2);
    }

    @Test
    void noLimitIsNoValue() throws IOException {
        write("proc/self/cgroup", "4:memory:/\n0::/\n");
        write("proc/self/mountinfo", "31 30 0:27 / /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n" + UNIFIED);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "700\n");
        write("sys/fs/cgroup/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/cpu.stat", "nr_periods 0\nnr_throttled 0\nthrottled_usec 0\n");

        bind();

        assertThat(gauge("container.memory.limit")).isNaN();
        assertThat(gauge("container.memory.used")).isEqualTo(700);
        assertThat(gauge("container.cpu.limit")).isNaN();
        assertThat(counter("container.cpu.periods")).isZero();
    }

    @Test
    void followsALimitThatChanges() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/self/mountinfo", UNIFIED);
        write("sys/fs/cgroup/memory.current", "10\n");
        write("sys/fs/cgroup/memory.max", "1000\n");
        bind();

        write("sys/fs/cgroup/memory.max", "4000\n");
        assertThat(gauge("container.memory.limit")).isEqualTo(4000);
        Files.delete(root.resolve("sys/fs/cgroup/memory.max"));
        assertThat(gauge("container.memory.limit")).isNaN();
    }

    @Test
    void hasNoMetersWhereThereAreNoGroups() {
        bind();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aPathThatLeadsOutOfTheHierarchyIsNotFollowed() throws IOException {
        write("proc/self/cgroup", "0::/../../other\n");
        write("proc/self/mountinfo", UNIFIED);
        write("sys/fs/cgroup/memory.current", "10\n");
        write("sys/other/memory.current", "99\n");

        bind();

        assertThat(gauge("container.memory.used")).isEqualTo(10);
    }

    private void bind() {
        new ContainerMetrics(root).bindTo(registry);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name) {
        return registry.get(name).functionCounter().count();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

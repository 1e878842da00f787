package dev.operable.health;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Open files and sockets; where the system does not count them, there is nothing to say. */
record FileDescriptorCheck(Limits limits) implements HealthCheck {
    @Override
    public CheckResult run() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return CheckResult.pass();
        }
        long open = system.getOpenFileDescriptorCount();
        long most = system.getMaxFileDescriptorCount();
        return limits.judge(open + " of " + most + " file descriptors are open", (double) open / most)
                .with("open", open)
                .with("max", most);
    }
}

package dev.operable.discovery;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/** Instances as DNS lists them, one watch for each service that is used. Knows every name. */
final class DnsDiscovery implements Discovery {
    private static final int THREADS = 4;

    private final DnsLookup lookup;
    private final Pace pace;
    private final MeterRegistry registry;
    private final ScheduledThreadPoolExecutor threads = threads();
    private final Map<String, DnsWatch> used = new HashMap<>();
    private boolean closed;

    DnsDiscovery(DnsLookup lookup, Pace pace, MeterRegistry registry) {
        this.lookup = lookup;
        this.pace = pace;
        this.registry = registry;
    }

    @Override
    public synchronized Instances instances(String service) {
        DnsWatch known = used.get(service);
        if (known != null) {
            return known.view();
        }
        DnsWatch watch = new DnsWatch(Registration.requireName(service), lookup, threads, pace, registry);
        used.put(service, watch);
        if (closed) {
            watch.close();
        } else {
            watch.start();
        }
        return watch.view();
    }

    @Override
    public synchronized void close() {
        closed = true;
        used.values().forEach(DnsWatch::close);
        List<Runnable> ignored = threads.shutdownNow();
    }

    private static ScheduledThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        return new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(work, "ops-dns-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}

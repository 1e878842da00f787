package dev.operable.devkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs the checks: probes on their interval, expiry of heartbeats, the end of what is critical for too long. */
final class Checks {
    private final Ledger ledger;
    private final Catalog catalog;
    private final ScheduledThreadPoolExecutor timer;
    private final Probes probes;
    private final LongSupplier nanos;
    private final Map<String, Running> running = new HashMap<>();

    /** @param nanos the time that decides what is critical for too long, in nanoseconds from any origin */
    Checks(Ledger ledger, Catalog catalog, ScheduledThreadPoolExecutor timer, Probes probes, LongSupplier nanos) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.timer = timer;
        this.probes = probes;
        this.nanos = nanos;
    }

    /** Begins a check; one of the same id ends, and its last result stays. */
    void put(CheckDefinition definition, ServiceEntry service) {
        Running before = running.remove(definition.id());
        if (before != null) {
            before.stop();
        }
        CheckEntry entry = CheckEntry.fresh(definition, service.id());
        CheckEntry known = catalog.check(definition.id());
        catalog.put(known == null ? entry : entry.reporting(known.status(), known.output()));
        Running check = new Running(definition);
        running.put(definition.id(), check);
        check.begin();
    }

    void remove(String id) {
        Running gone = running.remove(id);
        if (gone != null) {
            gone.stop();
        }
        catalog.removeCheck(id);
    }

    void heartbeat(String id, String status, String output) {
        Running check = running.get(id);
        if (check == null || !check.definition.type().equals("ttl")) {
            throw Refusal.internal("CheckID \"" + id + "\" does not have associated TTL");
        }
        check.report(status, output);
        check.expectHeartbeat();
    }

    /** Deregisters each service with a check that is critical for longer than it may be. */
    void reap() {
        ledger.exclusively(() -> {
            for (Running check : List.copyOf(running.values())) {
                CheckEntry entry = catalog.check(check.definition.id());
                if (entry != null && check.overdue(entry)) {
                    removeService(entry.serviceId());
                }
            }
        });
    }

    void removeService(String id) {
        catalog.checksOf(id).forEach(check -> remove(check.id()));
        catalog.removeService(id);
    }

    private final class Running {
        private final CheckDefinition definition;

        @Nullable
        private Future<?> next;

        private long criticalSince = nanos.getAsLong();
        private boolean stopped;

        Running(CheckDefinition definition) {
            this.definition = definition;
        }

        void begin() {
            if (definition.type().equals("ttl")) {
                expectHeartbeat();
            } else {
                next = timer.schedule(this::probe, 0, TimeUnit.NANOSECONDS);
            }
        }

        void stop() {
            stopped = true;
            cancel();
        }

        void expectHeartbeat() {
            cancel();
            next = timer.schedule(this::expire, definition.ttl().toNanos(), TimeUnit.NANOSECONDS);
        }

        private void cancel() {
            if (next != null) {
                next.cancel(false);
            }
        }

        private void expire() {
            ledger.exclusively(() -> {
                CheckEntry entry = catalog.check(definition.id());
                if (!stopped && entry != null) {
                    String last = entry.output();
                    report(
                            CheckEntry.CRITICAL,
                            last.isEmpty()
                                    ? "TTL expired"
                                    : "TTL expired (last output before timeout follows): " + last);
                }
            });
        }

        private void probe() {
            CompletableFuture<Void> unused = probes.run(definition)
                    .thenAccept(outcome -> ledger.exclusively(() -> {
                        if (!stopped) {
                            report(outcome.status(), outcome.output());
                            next = timer.schedule(
                                    this::probe, definition.interval().toNanos(), TimeUnit.NANOSECONDS);
                        }
                    }));
        }

        void report(String status, String output) {
            CheckEntry entry = catalog.check(definition.id());
            if (entry == null) {
                return;
            }
            if (!entry.critical()) {
                criticalSince = nanos.getAsLong();
            }
            catalog.put(entry.reporting(status, output));
        }

        boolean overdue(CheckEntry entry) {
            return CheckDefinition.positive(definition.deregisterAfter())
                    && entry.critical()
                    && nanos.getAsLong() - criticalSince
                            > definition.deregisterAfter().toNanos();
        }
    }
}

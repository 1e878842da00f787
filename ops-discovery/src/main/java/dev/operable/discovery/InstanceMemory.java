package dev.operable.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instances of one service in a snapshot: written as they change, read when the source is away at the start. */
final class InstanceMemory {
    private static final Logger log = LoggerFactory.getLogger(InstanceMemory.class);
    private static final String KIND = "instances";
    /** So that a set that never changes does not grow old on disk while it is confirmed all the time. */
    private static final Duration CONFIRM = Duration.ofHours(1);

    private final LiveInstances view;
    private final AddressRules rules;
    private final Optional<Snapshots> snapshots;
    private final Executor disk;
    private long savedVersion;
    private long savedAt;
    private boolean recalled;

    private record Known(String id, String host, int port, Set<String> tags, Map<String, String> meta, int weight) {}

    private record Page(List<Known> instances) {}

    /** Nothing is read or written on the caller's thread: a disk may hang. */
    InstanceMemory(LiveInstances view, AddressRules rules, Optional<Snapshots> snapshots, Executor disk) {
        this.view = view;
        this.rules = rules;
        this.snapshots = snapshots;
        this.disk = disk;
    }

    /** The view was confirmed by its source. */
    synchronized void save() {
        InstanceSet set = view.current();
        boolean old = System.nanoTime() - savedAt > CONFIRM.toNanos();
        if (snapshots.isPresent() && (set.version() != savedVersion || old)) {
            savedVersion = set.version();
            savedAt = System.nanoTime();
            Page page = new Page(set.instances().stream()
                    .map(each ->
                            new Known(each.id(), each.host(), each.port(), each.tags(), each.meta(), each.weight()))
                    .toList());
            onDisk(() -> snapshots.get().write(KIND, set.service(), page));
        }
    }

    /** Fills the view with what was written, unless its source has answered by then. Later calls do nothing. */
    synchronized void recall() {
        if (snapshots.isPresent() && !recalled && view.current().version() == 0) {
            recalled = true;
            onDisk(() -> snapshots.get().read(KIND, view.service(), Page.class).ifPresent(this::believe));
        }
    }

    private void believe(Snapshots.Saved<Page> saved) {
        List<ServiceInstance> instances = saved.content().instances().stream()
                .filter(each ->
                        rules.refusal(each.host(), each.port(), each.host()).isEmpty())
                .map(each -> new ServiceInstance(
                        each.id(),
                        view.service(),
                        each.host(),
                        each.port(),
                        each.tags(),
                        each.meta(),
                        Math.max(1, each.weight())))
                .toList();
        if (!instances.isEmpty() && view.recall(instances, saved.at())) {
            log.atWarn()
                    .addKeyValue("peer", view.service())
                    .log(
                            "Consul has not answered since the start; the {} instances of {} are those of {}",
                            instances.size(),
                            view.service(),
                            saved.at());
        }
    }

    private void onDisk(Runnable work) {
        try {
            disk.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    log.atWarn()
                            .addKeyValue("peer", view.service())
                            .log("The snapshot of {} is not used: it cannot be read.", view.service());
                }
            });
        } catch (RejectedExecutionException closed) {
            log.atTrace().log("Nothing is written any more.");
        }
    }
}

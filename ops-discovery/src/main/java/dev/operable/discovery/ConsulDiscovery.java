package dev.operable.discovery;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The watches of one process, one for each service that it uses. */
final class ConsulDiscovery implements Discovery {
    private final Function<String, Watch> watches;
    private final Map<String, Watch> used = new HashMap<>();
    private boolean closed;

    ConsulDiscovery(Function<String, Watch> watches) {
        this.watches = watches;
    }

    @Override
    public synchronized Instances instances(String service) {
        Watch known = used.get(service);
        if (known != null) {
            return known.view();
        }
        Watch watch = watches.apply(Registration.requireName(service));
        used.put(service, watch);
        if (closed) {
            watch.close();
        } else {
            watch.start();
        }
        return watch.view();
    }

    /** What keeps a view from being up to date, for people; empty when nothing does. */
    synchronized Optional<String> problem() {
        return used.values().stream().flatMap(watch -> watch.problem().stream()).findFirst();
    }

    @Override
    public synchronized void close() {
        closed = true;
        used.values().forEach(Watch::close);
    }
}

package dev.operable.devkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The services and the results of their checks, with the index of the last change of each. Guarded by the ledger. */
final class Catalog {
    private final Ledger ledger;
    private final Map<String, ServiceEntry> services = new TreeMap<>();
    private final Map<String, CheckEntry> checks = new TreeMap<>();
    private final Map<String, Long> indexes = new HashMap<>();
    private long servicesIndex = 1;
    private long anyIndex = 1;
    private long extinctionIndex;
    private Consumer<String> whenLost = check -> {};

    Catalog(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Who is told of each check that turns critical or disappears. */
    void whenLost(Consumer<String> listener) {
        whenLost = listener;
    }

    void put(ServiceEntry service) {
        ServiceEntry before = services.get(service.id());
        if (before != null && before.says(service)) {
            return;
        }
        long index = ledger.change();
        services.put(service.id(), service.at(before == null ? index : before.createIndex(), index));
        if (before != null && !before.name().equals(service.name())) {
            left(before.name(), index);
        }
        indexes.put(service.name(), index);
        servicesIndex = index;
        anyIndex = index;
    }

    void removeService(String id) {
        ServiceEntry gone = services.remove(id);
        if (gone == null) {
            return;
        }
        long index = ledger.change();
        left(gone.name(), index);
        servicesIndex = index;
        anyIndex = index;
    }

    private void left(String name, long index) {
        if (named(name).isEmpty()) {
            indexes.remove(name);
            extinctionIndex = index;
        } else {
            indexes.put(name, index);
        }
    }

    void put(CheckEntry check) {
        CheckEntry before = checks.get(check.id());
        if (before != null && !before.differs(check)) {
            checks.put(check.id(), before.reporting(check.status(), check.output()));
            return;
        }
        long index = ledger.change();
        checks.put(check.id(), check.publishedAt(before == null ? index : before.createIndex(), index));
        touched(check, index);
        if (check.critical()) {
            whenLost.accept(check.id());
        }
    }

    void removeCheck(String id) {
        CheckEntry gone = checks.remove(id);
        if (gone != null) {
            touched(gone, ledger.change());
            whenLost.accept(id);
        }
    }

    private void touched(CheckEntry check, long index) {
        anyIndex = index;
        service(check.serviceId()).ifPresent(service -> indexes.put(service.name(), index));
    }

    Optional<ServiceEntry> service(String id) {
        return Optional.ofNullable(services.get(id));
    }

    Collection<ServiceEntry> services() {
        return services.values();
    }

    List<ServiceEntry> named(String name) {
        List<ServiceEntry> named = new ArrayList<>(services.values());
        named.removeIf(service -> !service.name().equals(name));
        return named;
    }

    @Nullable
    CheckEntry check(String id) {
        return checks.get(id);
    }

    Collection<CheckEntry> checks() {
        return checks.values();
    }

    List<CheckEntry> checksOf(String serviceId) {
        List<CheckEntry> of = new ArrayList<>(checks.values());
        of.removeIf(check -> !check.serviceId().equals(serviceId));
        return of;
    }

    /** The index of the last change of a service's instances; that of the last service to vanish when it has none. */
    long indexOf(String name) {
        Long own = indexes.get(name);
        return own != null ? own : extinctionIndex > 0 ? extinctionIndex : anyIndex;
    }

    long servicesIndex() {
        return servicesIndex;
    }
}

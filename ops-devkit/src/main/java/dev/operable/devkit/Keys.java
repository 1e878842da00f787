package dev.operable.devkit;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The key-value store with its locks. Guarded by the ledger. */
final class Keys {
    private final Ledger ledger;
    private final LongSupplier nanos;
    private final NavigableMap<String, KeyEntry> entries = new TreeMap<>();

    /** Of each key that is gone, the index at which it went: a watcher of its prefix must hear of that. */
    private final NavigableMap<String, Long> graves = new TreeMap<>();

    /** Until when a key whose holder was lost cannot be locked. */
    private final Map<String, Long> delayed = new HashMap<>();

    private long index = 1;

    Keys(Ledger ledger, LongSupplier nanos) {
        this.ledger = ledger;
        this.nanos = nanos;
    }

    /** Sets a value and leaves the lock's holder, but not its count, as Consul does. */
    boolean put(KeyEntry entry) {
        String holder = get(entry.key()).map(KeyEntry::session).orElse("");
        store(entry.locked(holder, 0));
        return true;
    }

    boolean putIf(KeyEntry entry, long expected) {
        return get(entry.key()).map(KeyEntry::modifyIndex).orElse(0L) == expected && put(entry);
    }

    boolean acquire(KeyEntry entry, String session) {
        Optional<KeyEntry> before = get(entry.key());
        String holder = before.map(KeyEntry::session).orElse("");
        long locks = before.map(KeyEntry::lockIndex).orElse(0L);
        if (holder.equals(session)) {
            store(entry.locked(session, locks));
            return true;
        }
        Long until = delayed.get(entry.key());
        if (!holder.isEmpty() || (until != null && nanos.getAsLong() - until < 0)) {
            return false;
        }
        store(entry.locked(session, locks + 1));
        return true;
    }

    boolean release(KeyEntry entry, String session) {
        Optional<KeyEntry> before =
                get(entry.key()).filter(held -> held.session().equals(session));
        before.ifPresent(held -> store(entry.locked("", held.lockIndex())));
        return before.isPresent();
    }

    private void store(KeyEntry entry) {
        KeyEntry before = entries.get(entry.key());
        if (before != null && before.equals(entry.at(before.createIndex(), before.modifyIndex()))) {
            return;
        }
        index = ledger.change();
        graves.remove(entry.key());
        entries.put(entry.key(), entry.at(before == null ? index : before.createIndex(), index));
    }

    void delete(String key) {
        if (entries.remove(key) != null) {
            index = ledger.change();
            graves.put(key, index);
        }
    }

    boolean deleteIf(String key, long expected) {
        Optional<KeyEntry> before = get(key);
        if (before.isPresent() && before.get().modifyIndex() != expected) {
            return false;
        }
        delete(key);
        return true;
    }

    /** Deletes a prefix, which gets one grave for all: as with Consul, a watcher of less than it hears nothing. */
    void deleteAll(String prefix) {
        List<KeyEntry> gone = under(prefix);
        if (!gone.isEmpty()) {
            index = ledger.change();
            gone.forEach(entry -> entries.remove(entry.key()));
            graves.put(prefix, index);
        }
    }

    /** A session is gone: its locks are released, or their keys deleted, and cannot be taken again for a while. */
    void sessionEnded(String session, boolean deleteKeys, Duration delay) {
        for (KeyEntry held : List.copyOf(entries.values())) {
            if (held.session().equals(session)) {
                if (deleteKeys) {
                    delete(held.key());
                } else {
                    store(held.locked("", held.lockIndex()));
                }
                if (CheckDefinition.positive(delay)) {
                    delayed.put(held.key(), nanos.getAsLong() + delay.toNanos());
                }
            }
        }
    }

    Optional<KeyEntry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    List<KeyEntry> under(String prefix) {
        return List.copyOf(starting(entries, prefix).values());
    }

    long indexOf(String key) {
        return get(key).map(KeyEntry::modifyIndex).orElse(index);
    }

    /** The last change under a prefix, deletions counted; that of the whole store when nothing was ever there. */
    long indexUnder(String prefix) {
        if (prefix.isEmpty()) {
            return index;
        }
        long last = Math.max(
                max(starting(graves, prefix).values()),
                max(under(prefix).stream().map(KeyEntry::modifyIndex).toList()));
        return last == 0 ? index : last;
    }

    private static long max(Collection<Long> indexes) {
        return indexes.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static <V> NavigableMap<String, V> starting(NavigableMap<String, V> map, String prefix) {
        return prefix.isEmpty() ? map : map.subMap(prefix, true, prefix + Character.MAX_VALUE, true);
    }
}

package dev.operable.config;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The records in force, and the one way to replace them: all together, or none. Safe for use by many threads. */
final class InForce {
    private final List<RecordShape> shapes;
    private final Supplier<Sources> look;
    private final Set<String> readEarlier;
    private final Clock clock;
    private final Set<String> secrets;
    private final AtomicReference<Record[]> records = new AtomicReference<>(new Record[0]);
    private final List<Live<?>> lives = new ArrayList<>();
    private final List<Consumer<? super Settings.Reload>> listeners = new CopyOnWriteArrayList<>();
    /** Held while an update is made and told, so that listeners hear of one after the other. */
    private final ReentrantLock turn = new ReentrantLock();

    private @Nullable Sources seen;
    private volatile List<Problem> problems = List.of();
    private volatile Sources sources;
    private final Map<String, Instant> changed = new HashMap<>();
    private final Instant loaded;

    InForce(List<RecordShape> shapes, Supplier<Sources> look, Set<String> readEarlier, Clock clock) {
        this.shapes = shapes;
        this.look = look;
        this.readEarlier = readEarlier;
        this.clock = clock;
        this.loaded = clock.instant();
        this.sources = new Sources(List.of(), Set.of(), Map.of(), List.of());
        this.secrets = shapes.stream()
                .flatMap(RecordShape::variables)
                .filter(RecordShape.Variable::secret)
                .map(RecordShape.Variable::key)
                .collect(Collectors.toSet());
        shapes.forEach(shape -> lives.add(new Live<>(records, lives.size())));
    }

    /** What the last look found wrong; then the records in force are older than the sources. */
    List<Problem> problems() {
        return problems;
    }

    /** The sources of the records in force. */
    Sources sources() {
        return sources;
    }

    /** In the order of the shapes. */
    List<Record> records() {
        return List.of(Objects.requireNonNull(records.get()));
    }

    /** In the order of the shapes. */
    List<Live<?>> lives() {
        return lives;
    }

    Live.Subscription onReload(Consumer<? super Settings.Reload> listener) {
        return Live.subscribe(listeners, listener);
    }

    /**
     * Binds what the sources say now, and puts it in force if nothing is wrong.
     *
     * @param always also when the sources say the same as at the last look
     * @return what is wrong
     */
    List<Problem> update(boolean always) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "A reload was asked for in the midst of one, by a listener, a constructor or"
                            + " canReplace. Leave it to another thread.");
        }
        turn.lock();
        try {
            Sources now = look.get();
            if (always || !now.equals(seen)) {
                seen = now;
                update(now);
            }
            return problems;
        } finally {
            turn.unlock();
        }
    }

    private void update(Sources now) {
        Record[] before = Objects.requireNonNull(records.get());
        boolean first = before.length < shapes.size();
        Record[] after = new Record[shapes.size()];
        List<List<Change>> changes = new ArrayList<>();
        Binder binder = new Binder(now);
        for (int i = 0; i < after.length; i++) {
            RecordShape shape = shapes.get(i);
            changes.add(first ? List.of() : changes(shape, now));
            Record bound = (Record) binder.bind(shape);
            if (bound != null && !first) {
                if (changes.get(i).isEmpty()) {
                    bound = before[i];
                } else {
                    binder.ask(shape, bound, before[i]);
                }
            }
            after[i] = bound;
        }
        List<Problem> found = new ArrayList<>(binder.problems());
        found.addAll(now.problems());
        found.addAll(Unread.problems(now, readEarlier, binder));
        List<Problem> known = problems;
        problems = List.copyOf(found);
        Set<Change> all = new LinkedHashSet<>();
        if (found.isEmpty()) {
            changes.forEach(all::addAll);
            swap(now, after, all);
        }
        if (!first && !(all.isEmpty() && found.equals(known))) {
            tell(before, after, changes, all);
        }
    }

    private synchronized void swap(Sources now, Record[] after, Set<Change> changes) {
        changes.forEach(change -> changed.put(change.key(), clock.instant()));
        sources = now;
        records.set(after);
    }

    private void tell(Record[] before, Record[] after, List<List<Change>> changes, Set<Change> all) {
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < after.length && !all.isEmpty(); i++) {
            if (!changes.get(i).isEmpty()) {
                lives.get(i).changed(before[i], after[i], changes.get(i), failures);
            }
        }
        List<Throwable> unheard = new ArrayList<>(listeners.isEmpty() ? failures : List.of());
        Live.tell(listeners, new Settings.Reload(List.copyOf(all), problems, List.copyOf(failures)), unheard);
        unheard.forEach(Watch::report);
    }

    private List<Change> changes(RecordShape shape, Sources now) {
        List<Change> changes = new ArrayList<>();
        shape.variables().forEach(variable -> {
            String was = won(sources, variable);
            String is = won(now, variable);
            if (!Objects.equals(was, is)) {
                changes.add(new Change(variable.key(), shown(variable, was), shown(variable, is)));
            }
        });
        return List.copyOf(changes);
    }

    /** What is in force, and why. */
    synchronized Explanation explain(String service) {
        List<Explanation.Entry> entries = new ArrayList<>();
        for (RecordShape.Variable variable : variables()) {
            boolean secret = secrets.contains(variable.key());
            List<ConfigValue> values = new ArrayList<>();
            for (Source.Entry entry : sources.all(variable)) {
                String text = secret ? Shown.MASK : Shown.withoutPasswords(entry.text());
                Instant known = changed.getOrDefault(variable.key(), loaded);
                Optional<Instant> time =
                        values.isEmpty() ? Optional.of(entry.changed().orElse(known)) : entry.changed();
                values.add(new ConfigValue(text, entry.place(), time));
            }
            Optional<ConfigValue> winner = values.stream().findFirst();
            List<ConfigValue> losers = values.stream().skip(1).toList();
            entries.add(new Explanation.Entry(variable.key(), winner, losers, secret, variable.doc()));
        }
        return new Explanation(service, entries, problems);
    }

    private List<RecordShape.Variable> variables() {
        Map<String, RecordShape.Variable> variables = new LinkedHashMap<>();
        shapes.stream()
                .flatMap(RecordShape::variables)
                .forEach(variable -> variables.putIfAbsent(variable.key(), variable));
        return List.copyOf(variables.values());
    }

    private static @Nullable String won(Sources sources, RecordShape.Variable variable) {
        List<Source.Entry> all = sources.all(variable);
        return all.isEmpty() ? null : all.get(0).text();
    }

    private String shown(RecordShape.Variable variable, @Nullable String text) {
        if (text == null) {
            return "nothing";
        }
        return secrets.contains(variable.key()) ? Shown.MASK : Shown.value(text);
    }
}

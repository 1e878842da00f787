package dev.operable.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The records in force, and the one way to replace them: all together, or none. Safe for use by many threads. */
final class InForce {
    final Map<Class<?>, Live<?>> lives = new HashMap<>();

    final List<Consumer<? super Settings.Reload>> listeners = new CopyOnWriteArrayList<>();
    volatile List<Problem> problems = List.of();
    volatile List<Problem> warnings = List.of();
    volatile Sources sources = new Sources(List.of(), Set.of(), Map.of(), List.of());

    private final String service;
    private final List<RecordShape> shapes;
    private final List<ConfigSource> followed;
    private final Supplier<Sources> look;
    private final Unread unread;
    private final Clock clock;
    private final Map<String, Instant> changed = new HashMap<>();
    private final Instant loaded;
    /** Held while an update is made and told, so that listeners hear of one after the other. */
    private final Object turn = new Object();

    private Record[] records = new Record[0]; // this and the next: guarded by turn
    private @Nullable Sources seen;

    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;
    /** What ends the watch; null until there is one. */
    private @Nullable List<AutoCloseable> watch;

    InForce(
            String service,
            List<RecordShape> shapes,
            List<ConfigSource> followed,
            Supplier<Sources> look,
            Unread unread,
            Clock clock) {
        this.service = service;
        this.shapes = shapes;
        this.followed = followed;
        this.look = look;
        this.unread = unread;
        this.clock = Clock.tick(clock, Duration.ofSeconds(1)); // people read its times
        this.loaded = this.clock.instant();
        for (RecordShape shape : shapes) {
            lives.put(shape.type, new Live<>());
        }
    }

    /** Binds what the sources say now, and puts it in force if nothing is wrong; returns what is. */
    List<Problem> update(boolean evenIfTheSame) {
        if (Thread.holdsLock(turn)) {
            throw new IllegalStateException(
                    "A reload was asked for in the midst of one, by a listener, a constructor or"
                            + " canReplace. Leave it to another thread, and do not wait for it here.");
        }
        synchronized (turn) {
            Record[] before = records;
            try {
                Sources now = look.get();
                if (evenIfTheSame || !now.same(seen)) {
                    seen = now;
                    update(now, evenIfTheSame);
                }
            } catch (Throwable fatal) {
                String what = fatal.getClass().getName();
                List<Problem> found =
                        List.of(new Problem("reload", "was ended by " + what + ", so that nothing of it is in force."));
                boolean known = found.equals(problems);
                if (records == before) {
                    problems = found;
                }
                if (evenIfTheSame || !known) {
                    throw fatal;
                }
            }
            return problems;
        }
    }

    private void update(Sources now, boolean asked) {
        Record[] before = records;
        boolean first = before.length < shapes.size();
        Record[] after = new Record[shapes.size()];
        List<List<Change>> changes = new ArrayList<>();
        Binder binder = new Binder(now);
        for (int i = 0; i < after.length; i++) {
            RecordShape shape = shapes.get(i);
            changes.add(first ? List.of() : changes(shape, now));
            after[i] = (Record) binder.bind(shape);
            if (!first && changes.get(i).isEmpty()) {
                after[i] = before[i];
            } else if (!first && after[i] != null) {
                binder.ask(shape, after[i], before[i]);
            }
        }
        List<Problem> found = new ArrayList<>(binder.problems);
        found.addAll(now.problems);
        found.addAll(unread.problems(now, binder));
        if (!found.isEmpty()) {
            for (ConfigSource source : followed) {
                Optional<String> why = source.incomplete();
                if (why.isPresent()) {
                    found.add(new Problem(source.name(), why.get()));
                }
            }
        }
        boolean news = !found.equals(problems);
        Set<Change> all = new LinkedHashSet<>();
        if (found.isEmpty()) {
            for (List<Change> some : changes) {
                all.addAll(some);
            }
            warnings = List.copyOf(binder.warnings);
            swap(now, after, all);
        }
        problems = List.copyOf(found);
        if (!first && (news || !all.isEmpty())) {
            List<Throwable> failures = new ArrayList<>();
            for (int i = 0; i < after.length; i++) {
                if (found.isEmpty() && !changes.get(i).isEmpty()) {
                    live(i).changed(before[i], after[i], changes.get(i), failures);
                }
            }
            List<Throwable> unheard = new ArrayList<>(listeners.isEmpty() ? failures : List.of());
            if (listeners.isEmpty() && !asked && !found.isEmpty()) {
                unheard.add(new ConfigException(service, problems));
            }
            Live.tell(listeners, new Settings.Reload(List.copyOf(all), problems, failures), unheard);
            for (Throwable failure : unheard) {
                report(failure);
            }
        }
    }

    private synchronized void swap(Sources now, Record[] after, Set<Change> changes) {
        for (Change change : changes) {
            changed.put(change.key(), clock.instant());
        }
        sources = now;
        records = after;
        for (int i = 0; i < after.length; i++) {
            live(i).set(after[i]);
        }
    }

    private Live<?> live(int i) {
        return Objects.requireNonNull(lives.get(shapes.get(i).type));
    }

    private List<Change> changes(RecordShape shape, Sources now) {
        List<Change> changes = new ArrayList<>();
        for (Variable variable : shape.variables) {
            String was = won(sources, variable);
            String is = won(now, variable);
            if (!Objects.equals(was, is)) {
                changes.add(new Change(variable.key, shown(variable, was), shown(variable, is)));
            }
        }
        return changes;
    }

    private static @Nullable String won(Sources sources, Variable variable) {
        List<ConfigValue> all = sources.all(variable);
        return all.isEmpty() ? null : all.get(0).text();
    }

    private static String shown(Variable variable, @Nullable String text) {
        return text == null ? "nothing" : variable.secret ? Shown.MASK : Shown.value(text);
    }

    /** What is in force, and why. */
    synchronized Explanation explain() {
        List<Explanation.Entry> entries = new ArrayList<>();
        for (Variable variable : Described.distinct(shapes)) {
            Optional<ConfigValue> winner = Optional.empty();
            List<ConfigValue> losers = new ArrayList<>();
            for (ConfigValue entry : sources.all(variable)) {
                String text = variable.secret ? Shown.MASK : Shown.withoutPasswords(entry.text());
                if (winner.isPresent()) {
                    losers.add(new ConfigValue(text, entry.place(), entry.changed()));
                } else {
                    Instant time = entry.changed().orElse(changed.getOrDefault(variable.key, loaded));
                    winner = Optional.of(new ConfigValue(text, entry.place(), Optional.of(time)));
                }
            }
            entries.add(
                    new Explanation.Entry(variable.key, winner, List.copyOf(losers), variable.secret, variable.doc));
        }
        return new Explanation(service, entries, problems);
    }

    /** Starts the thread that looks at the sources: when one says that it changed, and once in each period. */
    void watch(Duration period) {
        synchronized (wake) {
            if (watch != null) {
                return;
            }
            watch = new ArrayList<>();
            try {
                for (ConfigSource source : followed) {
                    watch.add(source.watch(wake::release));
                }
            } catch (Throwable failed) { // so that a second call tries again
                unfollow();
                watch = null;
                throw failed;
            }
        }
        Thread thread = new Thread(() -> follow(TimeUnit.NANOSECONDS.convert(period)), "ops-settings");
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks first, since there may have been a change before the sources were followed. */
    private void follow(long period) {
        while (true) {
            wake.drainPermits();
            if (closed) { // only now, or the permit of a close could be among those
                return;
            }
            try {
                update(false);
            } catch (Throwable fatal) { // such as too little memory; the next change may fit
                report(fatal);
            }
            Thread.interrupted(); // by a listener, which stops nobody
            try {
                wake.tryAcquire(period, TimeUnit.NANOSECONDS);
            } catch (InterruptedException byAnother) {
                report(byAnother);
            }
        }
    }

    void close() {
        closed = true;
        wake.release();
        synchronized (wake) {
            unfollow();
            watch = List.of();
        }
    }

    private void unfollow() {
        for (AutoCloseable source : watch == null ? List.<AutoCloseable>of() : watch) {
            try {
                source.close();
            } catch (Exception failed) {
                report(failed);
            }
        }
    }

    /** Tells the handler of uncaught exceptions, for want of anybody else who would hear it. */
    private static void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
}

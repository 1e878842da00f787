package dev.operable.discovery;

import dev.operable.config.ConfigValue;
import dev.operable.discovery.ConsulFailure.Kind;
import dev.operable.discovery.Snapshots.Saved;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings below one prefix of Consul's keys, kept up to date by questions that stay open until something changes. */
final class SettingsPrefix implements AsyncLoop.Round, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SettingsPrefix.class);
    private static final String KIND = "settings";

    private final String prefix;
    private final String name;
    private final KeyApi api;
    private final ConsulTransport transport;
    private final Duration maxWait;
    private final Optional<Snapshots> snapshots;
    private final Runnable changed;
    private final AsyncLoop loop;
    private final Outage outage;
    private final SettingKeys keys;
    private final BlockingIndex index = new BlockingIndex();
    private final CompletableFuture<?> first = new CompletableFuture<>();
    private volatile @Nullable Map<String, ConfigValue> values;
    private volatile Optional<String> problem = Optional.of("Consul has not answered yet.");
    private volatile long answered = System.nanoTime();

    /** What is kept on disk. */
    record Kept(List<KeyEntry> entries) {}

    SettingsPrefix(
            String name,
            KeyApi api,
            ConsulTransport transport,
            Duration maxWait,
            Pace pace,
            Optional<Snapshots> snapshots,
            Runnable changed) {
        this.prefix = "config/" + name + "/";
        this.name = name;
        this.api = api;
        this.transport = transport;
        this.maxWait = maxWait;
        this.snapshots = snapshots;
        this.changed = changed;
        this.keys = new SettingKeys(prefix);
        this.outage = new Outage(log, "prefix", prefix, "the settings below " + prefix + " stay as they are known");
        this.loop = new AsyncLoop("The watch of " + prefix, this, pace.backoff(), transport);
    }

    void start() {
        loop.start();
    }

    /** Done when Consul has answered, or has said that it will not. */
    CompletableFuture<?> first() {
        return first;
    }

    /** Takes what is on disk, unless Consul has answered meanwhile. */
    void recall() {
        if (values == null) {
            snapshots.flatMap(folder -> folder.read(KIND, name, Kept.class)).ifPresent(this::recall);
        }
    }

    private synchronized void recall(Saved<Kept> saved) {
        if (values != null) {
            return;
        }
        try {
            values = keys.read(saved.content().entries(), ", kept on disk since " + saved.at());
            log.atWarn()
                    .addKeyValue("prefix", prefix)
                    .addKeyValue("saved", saved.at())
                    .log(
                            "Consul does not tell the settings below {}; those of {} are used, which were kept on"
                                    + " disk.",
                            prefix,
                            saved.at());
        } catch (ConsulFailure unusable) {
            log.atWarn().log("What was kept on disk is not used. {}", unusable.getMessage());
        }
    }

    /** Empty when neither Consul nor the disk has told them. */
    Optional<Map<String, ConfigValue>> values() {
        return Optional.ofNullable(values);
    }

    /** What keeps the values from being up to date, for people; empty when nothing does. */
    Optional<String> problem() {
        return problem;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - answered);
    }

    @Override
    public CompletableFuture<Duration> run() {
        return api.under(prefix, index.next(), maxWait).thenApply(this::took);
    }

    private Duration took(KeyApi.Answer answer) {
        Map<String, ConfigValue> now;
        try {
            now = keys.read(answer.entries(), "");
        } catch (ConsulFailure failure) {
            throw new CompletionException(failure);
        }
        answered = System.nanoTime();
        problem = Optional.empty();
        outage.over();
        boolean news;
        synchronized (this) {
            news = !now.equals(values);
            values = now;
        }
        first.complete(null);
        if (news) {
            snapshots.ifPresent(folder -> save(folder, answer.entries()));
            changed.run();
        }
        return index.answered(answer.index());
    }

    /** Not on a worker: a disk that hangs must not hold up the next question. */
    private void save(Snapshots folder, List<KeyEntry> entries) {
        try {
            transport.disk().execute(() -> folder.write(KIND, name, new Kept(entries)));
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("The settings below {} came too late to be kept on disk.", prefix);
        }
    }

    @Override
    public void failed(ConsulFailure failure) {
        problem = Optional.of(String.valueOf(failure.getMessage()));
        index.failed();
        outage.failed(failure);
        if (failure.kind() == Kind.FORBIDDEN || failure.kind() == Kind.UNREADABLE) {
            first.complete(null);
        }
    }

    @Override
    public void close() {
        loop.stop();
        api.close();
    }
}

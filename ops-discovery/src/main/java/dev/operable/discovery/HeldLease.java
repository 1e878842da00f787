package dev.operable.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lease that was given to this process. It looks at its key, because Consul takes a lock away without the session too. */
final class HeldLease implements Lease, AsyncLoop.Round {
    private static final Logger log = LoggerFactory.getLogger(HeldLease.class);

    private final String name;
    private final FencingToken token;
    private final LeaseSession session;
    private final KeyApi keys;
    private final Duration maxWait;
    private final AsyncLoop loop;
    private final BlockingIndex index = new BlockingIndex();
    private final Runnable giveBack;
    private final BiConsumer<HeldLease, Boolean> gone;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Boolean> lost = new CompletableFuture<>();

    /**
     * Begins to look after it.
     *
     * @param giveBack tells Consul, within a limit of its own
     * @param gone told when it is lost, with true, and when it is given back
     */
    HeldLease(
            String name,
            FencingToken token,
            LeaseSession session,
            KeyApi keys,
            Duration maxWait,
            Pace pace,
            ConsulTransport transport,
            Runnable giveBack,
            BiConsumer<HeldLease, Boolean> gone) {
        this.name = name;
        this.token = token;
        this.session = session;
        this.keys = keys;
        this.maxWait = maxWait;
        this.giveBack = giveBack;
        this.gone = gone;
        this.loop = new AsyncLoop("The watch of the lease " + name, this, pace.backoff(), transport);
    }

    HeldLease start() {
        session.onEnd(this::lost);
        loop.start();
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FencingToken token() {
        return token;
    }

    @Override
    public boolean isHeld() {
        return !closed.get() && session.alive();
    }

    @Override
    public void onLoss(Runnable listener) {
        CompletableFuture<?> ignored = lost.thenRun(() -> {
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                log.atError().setCause(e).addKeyValue("lease", name).log("A listener for the loss of {} failed.", name);
            }
        });
    }

    @Override
    public CompletableFuture<Duration> run() {
        return keys.changed(token.key(), index.next(), maxWait).thenApply(this::took);
    }

    private Duration took(KeyApi.Answer answer) {
        boolean mine =
                answer.entries().stream().anyMatch(entry -> entry.session().equals(token.session()));
        if (!mine) {
            session.end("Consul has taken it away");
        }
        return index.answered(answer.index());
    }

    /** The renewal says so in the log; what decides is whether that fails for too long. */
    @Override
    public void failed(ConsulFailure failure) {
        index.failed();
    }

    private void lost(String why) {
        if (closed.get()) {
            return;
        }
        loop.stop();
        log.atWarn()
                .addKeyValue("lease", name)
                .addKeyValue("fencing", token.number())
                .log("The lease {} is lost: {}.", name, why);
        gone.accept(this, true);
        lost.complete(true);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean held = session.alive();
        loop.stop();
        keys.close();
        session.close();
        // One that was lost may still be this session's in Consul, where nobody has been told.
        giveBack.run();
        gone.accept(this, false);
        if (held) {
            log.atInfo()
                    .addKeyValue("lease", name)
                    .addKeyValue("fencing", token.number())
                    .log("The lease {} is given back.", name);
        }
    }

    /** Many at a time. */
    static void closeAll(List<HeldLease> leases) {
        List<Thread> closing = new CopyOnWriteArrayList<>();
        for (HeldLease lease : leases) {
            Thread thread = new Thread(lease::close, "ops-lease-end-" + lease.name());
            thread.setDaemon(true);
            thread.start();
            closing.add(thread);
        }
        for (Thread thread : closing) {
            try {
                thread.join(Leases.GIVE_BACK_IN_ALL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

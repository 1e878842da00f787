package dev.operable.devkit;

import dev.operable.core.DevelopmentAgent.Membership;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member's part in a shared agent: hosts it, or stands by to host it. */
final class SharedMembership implements Membership {
    private static final Logger log = LoggerFactory.getLogger(SharedAgent.class);

    /** How often a member looks whether the host is gone, and so about how long the agent is away then. */
    private static final Duration WATCH = Duration.ofMillis(150);

    private final AddressFile file;
    private final HostLock lock;
    private final URI address;
    private final ScheduledThreadPoolExecutor watch = Threads.timer("ops-devkit-takeover");

    @Nullable
    private EmbeddedAgent hosted;

    private boolean closed;
    private String problem = "";

    private SharedMembership(AddressFile file, HostLock lock, URI address, @Nullable EmbeddedAgent hosted) {
        this.file = file;
        this.lock = lock;
        this.address = address;
        this.hosted = hosted;
    }

    /** Hosts the agent of this directory when nobody does, else waits until the one who does answers. */
    static SharedMembership join(Path directory, Duration limit) throws IOException {
        AddressFile file = new AddressFile(directory.resolve("agent.address"));
        HostLock lock = new HostLock(directory.resolve("agent.lock"));
        long started = System.nanoTime();
        boolean joined = false;
        try {
            while (true) {
                Optional<URI> known = file.read();
                if (lock.acquire()) {
                    EmbeddedAgent agent = SharedPort.host(known);
                    file.write(agent.address());
                    joined = true;
                    log.atInfo()
                            .addKeyValue("consul", agent.address())
                            .log("This process hosts the development agent.");
                    return new SharedMembership(file, lock, agent.address(), agent);
                }
                if (known.isPresent() && SharedPort.answers(known.get())) {
                    joined = true;
                    log.atInfo().addKeyValue("consul", known.get()).log("Joined the development agent.");
                    return new SharedMembership(file, lock, known.get(), null).standBy();
                }
                if (System.nanoTime() - started > limit.toNanos()) {
                    throw new IOException(
                            "a process holds " + directory.resolve("agent.lock") + ", but no agent answers at "
                                    + known.map(URI::toString).orElse("any address") + " (from " + file.path()
                                    + "); stop that process");
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } finally {
            if (!joined) {
                lock.close();
            }
        }
    }

    private SharedMembership standBy() {
        ScheduledFuture<?> unused = watch.scheduleWithFixedDelay(
                this::takeOverIfFree, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private synchronized void takeOverIfFree() {
        if (closed || hosted != null) {
            return;
        }
        try {
            if (lock.acquire()) {
                hosted = EmbeddedAgent.start(EmbeddedAgent.loopback(address.getPort()));
                file.write(address);
                log.atInfo()
                        .addKeyValue("consul", address)
                        .log("Took the development agent over from a host that is gone.");
            } else if (!file.read().equals(Optional.of(address))) {
                tell("the agent is now at the address in " + file.path()
                        + "; restart this process so that it finds it");
            }
        } catch (IOException | RuntimeException e) {
            // Tried again, forever: a port that is taken comes free, and this membership promised its address.
            tell(e.toString());
        }
    }

    private void tell(String what) {
        if (!what.equals(problem)) {
            problem = what;
            log.atWarn()
                    .addKeyValue("consul", address)
                    .addKeyValue("problem", what)
                    .log("The development agent cannot be taken over at its address.");
        }
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.shutdownNow();
        // The port is free before the lock is, so that the next host finds it so.
        if (hosted != null) {
            hosted.close();
        }
        try {
            lock.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The lock on the development agent was not given up in order.");
        }
    }
}

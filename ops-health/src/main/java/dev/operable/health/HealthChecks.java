package dev.operable.health;

import dev.operable.config.Secret;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.sql.DataSource;

/**
 * The checks that are ready to use. Each keeps within the timeout of the check that it becomes, ends when it is
 * interrupted, and leaves nothing open; what asks another system says so ({@link HealthCheck#external()}) and cannot be one
 * of {@link Probe#LIVE}. Stateless; what it makes is for one thread at a time, as the self-checks call it.
 *
 * <pre>{@code
 * checks.add(
 *         HealthCheck.named("cache").timeout(Duration.ofMillis(500)).of(HealthChecks.redis(URI.create("redis://cache"))),
 *         HealthCheck.named("disk").criticality(DEGRADES).of(HealthChecks.disk(Path.of("/var/lib/hits"))),
 *         HealthCheck.named("deadlocks").probe(LIVE).every(Duration.ofSeconds(30)).of(HealthChecks.deadlocks()));
 * }</pre>
 */
public final class HealthChecks {
    private static final Duration RENEW_BEFORE = Duration.ofDays(21);

    private HealthChecks() {}

    /** A connection of the pool, and an answer of the database on it. */
    public static HealthCheck jdbc(DataSource dataSource) {
        return new JdbcCheck(Objects.requireNonNull(dataSource, "dataSource"), null, Patience.STANDARD);
    }

    /** As {@link #jdbc(DataSource)}, telling a pool that is used up from a database that is away. */
    public static HealthCheck jdbc(DataSource dataSource, Supplier<PoolUse> use) {
        return new JdbcCheck(
                Objects.requireNonNull(dataSource, "dataSource"),
                Objects.requireNonNull(use, "use"),
                Patience.STANDARD);
    }

    /**
     * A PING that is answered, after AUTH if the URI has a user or a password.
     *
     * @param uri {@code redis://user:password@host:6379}, or {@code rediss:} for TLS
     * @throws IllegalArgumentException if it is no such URI
     */
    public static HealthCheck redis(URI uri) {
        return new RedisCheck(Objects.requireNonNull(uri, "uri"), Tls.standard(), Patience.STANDARD);
    }

    /** As {@link #redis(URI)}, with an authority of your own. */
    public static HealthCheck redis(URI uri, SSLContext tls) {
        return new RedisCheck(Objects.requireNonNull(uri, "uri"), () -> tls, Patience.STANDARD);
    }

    /**
     * A GET that is answered with 2xx; redirections are not followed, the body is not read.
     *
     * @throws IllegalArgumentException if it is no http or https URL
     */
    public static HealthCheck http(URI url) {
        return new HttpGetCheck(Objects.requireNonNull(url, "url"), Tls.standard(), Patience.STANDARD);
    }

    /** As {@link #http(URI)}, with an authority of your own. */
    public static HealthCheck http(URI url, SSLContext tls) {
        return new HttpGetCheck(Objects.requireNonNull(url, "url"), () -> tls, Patience.STANDARD);
    }

    /** A connection that is accepted. An address made with {@code createUnresolved} is looked up each time. */
    public static HealthCheck tcp(InetSocketAddress address) {
        return new TcpCheck(Objects.requireNonNull(address, "address"), Patience.STANDARD);
    }

    /** The certificates that a server shows: degraded from 21 days before the first of them expires, failing then. */
    public static HealthCheck certificate(InetSocketAddress server) {
        return certificate(server, RENEW_BEFORE);
    }

    /** As {@link #certificate(InetSocketAddress)}, degraded for this long before. */
    public static HealthCheck certificate(InetSocketAddress server, Duration before) {
        return new ServerCertificateCheck(
                Objects.requireNonNull(server, "server"), new Expiry(before, Clock.systemUTC()), Patience.STANDARD);
    }

    /**
     * The certificates in a file, read anew each time: degraded from 21 days before the first of them expires, failing then.
     *
     * @param file PEM, or a key store of any kind that this JDK reads
     * @param password of the key store; PEM needs none
     */
    public static HealthCheck certificate(Path file, Secret password) {
        return certificate(file, password, RENEW_BEFORE);
    }

    /** As {@link #certificate(Path, Secret)}, degraded for this long before. */
    public static HealthCheck certificate(Path file, Secret password, Duration before) {
        return new CertificateFileCheck(
                Objects.requireNonNull(file, "file"),
                Objects.requireNonNull(password, "password"),
                new Expiry(before, Clock.systemUTC()));
    }

    /** A file whose first byte can be read, or a folder that can be listed. */
    public static HealthCheck readable(Path path) {
        return new ReadableCheck(Objects.requireNonNull(path, "path"));
    }

    /** A folder where a file can be made, written and removed. */
    public static HealthCheck writable(Path folder) {
        return new WritableCheck(Objects.requireNonNull(folder, "folder"));
    }

    /** The free space where this path is: degraded below 10%, failing below 2%. */
    public static HealthCheck disk(Path path) {
        return disk(path, 0.10, 0.02);
    }

    /** As {@link #disk(Path)}, with shares of your own between 0 and 1. */
    public static HealthCheck disk(Path path, double degradedBelow, double failingBelow) {
        return new DiskCheck(Objects.requireNonNull(path, "path"), degradedBelow, failingBelow);
    }

    /** What the last garbage collection left over of the largest possible heap: degraded above 85%, failing above 95%. */
    public static HealthCheck heap() {
        return heap(0.85, 0.95);
    }

    /** As {@link #heap()}, with shares of your own between 0 and 1. */
    public static HealthCheck heap(double degradedAbove, double failingAbove) {
        return new HeapCheck(new Limits(degradedAbove, failingAbove));
    }

    /** The open files and sockets among those allowed to this process: degraded above 80%, failing above 95%. */
    public static HealthCheck fileDescriptors() {
        return fileDescriptors(0.80, 0.95);
    }

    /** As {@link #fileDescriptors()}, with shares of your own between 0 and 1. */
    public static HealthCheck fileDescriptors(double degradedAbove, double failingAbove) {
        return new FileDescriptorCheck(new Limits(degradedAbove, failingAbove));
    }

    /** Fails while platform threads wait for each other for ever. Stops all threads for a moment: give it an {@code every}. */
    public static HealthCheck deadlocks() {
        return new DeadlockCheck(ManagementFactory.getThreadMXBean());
    }

    /** Degraded for five minutes after the wall clock moved by more than a second against the time that passed. */
    public static HealthCheck clock() {
        return new ClockCheck(Duration.ofSeconds(1), Clock.systemUTC(), System::nanoTime);
    }

    /**
     * Whether a task begins to run in time. One that waits stays the only one of this check's.
     *
     * @param executor of any kind; of a {@link java.util.concurrent.ThreadPoolExecutor} threads and queue are told
     */
    public static HealthCheck executor(Executor executor) {
        return new ExecutorCheck(Objects.requireNonNull(executor, "executor"), Patience.STANDARD);
    }
}

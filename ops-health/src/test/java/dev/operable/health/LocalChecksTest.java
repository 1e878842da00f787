package dev.operable.health;

import static dev.operable.health.RemoteChecksTest.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this process and this machine lack, for real where that can be had. */
class LocalChecksTest {
    private static final Secret PASSWORD = Secret.of(Certificates.PASSWORD);

    @TempDir
    Path folder;

    @Test
    void whatCanBeReadPassesAndWhatIsGoneFails() throws Exception {
        Path file = Files.writeString(folder.resolve("words"), "one");

        assertThat(HealthChecks.readable(file).run()).isEqualTo(CheckResult.pass());
        assertThat(HealthChecks.readable(folder).run())
                .isEqualTo(CheckResult.pass().with("empty", false));
        Files.delete(file);
        assertThat(failure(HealthChecks.readable(file))).isEqualTo(file + " does not exist");
        assertThat(failure(HealthChecks.readable(Path.of("/proc/self/mem"))))
                .startsWith("/proc/self/mem cannot be read: ");
    }

    @Test
    void aFolderThatCanBeWrittenIsLeftAsItWas() throws Exception {
        assertThat(HealthChecks.writable(folder).run()).isEqualTo(CheckResult.pass());
        assertThat(folder).isEmptyDirectory();

        Path file = Files.writeString(folder.resolve("words"), "one");
        assertThat(failure(HealthChecks.writable(file))).isEqualTo(file + " is not a folder");
        assertThat(failure(HealthChecks.writable(folder.resolve("gone"))))
                .isEqualTo(folder.resolve("gone") + " does not exist");
        assertThat(failure(HealthChecks.writable(Path.of("/proc")))).startsWith("no file can be made in /proc: ");
    }

    @Test
    void aFullDiskIsFull() throws Exception {
        try (SmallDisk disk = SmallDisk.mounted(folder)) {
            HealthCheck space = HealthChecks.disk(disk.folder());
            HealthCheck writable = HealthChecks.writable(disk.folder());
            assertThat(space.run().status()).isEqualTo(CheckResult.Status.PASS);
            assertThat(writable.run()).isEqualTo(CheckResult.pass());

            disk.fillUpTo(0.95);
            assertThat(space.run().status()).isEqualTo(CheckResult.Status.DEGRADED);
            assertThat(space.run().reason())
                    .contains(" of 1 MiB are free at " + disk.folder() + ", ", "%, less than 10%");
            disk.fillUpTo(1);

            assertThat(failure(space)).startsWith("0 bytes of 1 MiB are free").endsWith("0%, less than 2%");
            assertThat(failure(writable)).contains("nothing can be written in " + disk.folder());
            try (var left = Files.list(disk.folder())) {
                assertThat(left).as("what the check made").hasSize(1);
            }
        }
    }

    @Test
    void aDiskThatIsNotThereAndSharesThatAreNoneAreTold() throws Exception {
        assertThat(failure(HealthChecks.disk(folder.resolve("gone"))))
                .isEqualTo(folder.resolve("gone") + " does not exist");
        assertThat(HealthChecks.disk(folder, 1, 1).run().status()).isEqualTo(CheckResult.Status.FAIL);
        assertThatThrownBy(() -> HealthChecks.disk(folder, 0.1, 0.2)).hasMessageContaining("make no sense");
        assertThatThrownBy(() -> HealthChecks.heap(0.9, 0.8)).hasMessageContaining("make no sense");
    }

    @Test
    void aHeapThatIsNearlyFullAfterCollectionIsTold() throws Exception {
        assertThat(ShortOf.says("", "-Xmx64m", "heap"))
                .startsWith("PASS\n")
                .containsPattern("(DEGRADED|FAIL) [\\d.]+ MiB of 64 MiB of heap are in use after garbage collection, "
                        + "[89]\\d(\\.\\d)?%, more than (85|95)%");
    }

    // Seen to pass as nearly empty with what the pools say of their own last collection.
    @Test
    void aHeapThatFillsUpWithoutAFullCollectionIsTold() throws Exception {
        assertThat(ShortOf.says("export JAVA_TOOL_OPTIONS=-XX:+UseG1GC; ", "-Xmx64m", "heap that nobody collects"))
                .contains("PASS\n")
                .containsPattern("DEGRADED [\\d.]+ MiB of 64 MiB of heap are in use after garbage collection, [78]\\d");
    }

    @Test
    void aProcessThatRunsOutOfFileDescriptorsIsTold() throws Exception {
        assertThat(ShortOf.says("ulimit -n 200; ", "-Xmx64m", "files", "170"))
                .startsWith("PASS\n")
                .containsPattern("(DEGRADED|FAIL) 1\\d\\d of 200 file descriptors are open, \\d+(\\.\\d)?%, more than");
    }

    @Test
    void threadsThatWaitForEachOtherAreNamed() throws Exception {
        HealthCheck check = HealthChecks.deadlocks();
        assertThat(check.run()).isEqualTo(CheckResult.pass());
        ReentrantLock one = new ReentrantLock();
        ReentrantLock two = new ReentrantLock();
        CountDownLatch bothHold = new CountDownLatch(2);
        Thread first = locking("first", one, two, bothHold);
        Thread second = locking("second", two, one, bothHold);
        try {
            Await.until("a deadlock", () -> status(check) == CheckResult.Status.FAIL);
            assertThat(failure(check))
                    .startsWith("2 threads wait for each other for ever: ")
                    .contains("first waits for ", " of second", "second waits for ", " of first");
        } finally {
            first.interrupt();
            second.interrupt();
            first.join(10_000);
            second.join(10_000);
        }
        assertThat(check.run()).isEqualTo(CheckResult.pass());
    }

    @Test
    void aStepOfTheWallClockShowsForFiveMinutes() throws Exception {
        ManualTime time = new ManualTime();
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-03-09T14:00:00Z"));
        HealthCheck check =
                new ClockCheck(Duration.ofSeconds(1), ((InstantSource) wall::get).withZone(ZoneOffset.UTC), time);
        assertThat(check.run()).isEqualTo(CheckResult.pass());

        pass(time, wall, Duration.ofMinutes(30), Duration.ofMinutes(30).plusMillis(900));
        assertThat(check.run()).as("slewed for half an hour").isEqualTo(CheckResult.pass());
        pass(time, wall, Duration.ofSeconds(10), Duration.ofSeconds(-3590));
        assertThat(check.run().reason())
                .isEqualTo("the wall clock went back by 1h before 2026-03-09T13:30:10Z, more than 1s");
        pass(time, wall, Duration.ofMinutes(4), Duration.ofMinutes(4));
        assertThat(check.run().status()).isEqualTo(CheckResult.Status.DEGRADED);
        pass(time, wall, Duration.ofMinutes(2), Duration.ofMinutes(2));
        assertThat(check.run()).isEqualTo(CheckResult.pass());
        pass(time, wall, Duration.ofSeconds(10), Duration.ofSeconds(15));
        assertThat(check.run().reason()).startsWith("the wall clock went ahead by 5s");
        assertThat(HealthChecks.clock().run()).isEqualTo(CheckResult.pass());
    }

    // Seen to fail without the memory of the waiting task: the queue filled with tasks of the check.
    @Test
    void anExecutorThatIsStuckIsToldAndNotFilled() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2));
        HealthCheck check = HealthChecks.executor(pool).within(Duration.ofMillis(200));
        try {
            assertThat(HealthChecks.executor(pool)
                            .within(Duration.ofSeconds(20))
                            .run()
                            .status())
                    .isEqualTo(CheckResult.Status.PASS);
            pool.execute(() -> await(end));

            assertThat(failure(check))
                    .matches("a task given to it .* ago has not begun: 1 of 1 threads are busy, 1 tasks wait");
            assertThat(failure(check)).contains("1 tasks wait");
            assertThat(check.run().data()).containsEntry("waiting", 1).containsEntry("active", 1);
            pool.execute(() -> {});
            assertThat(failure(HealthChecks.executor(pool)))
                    .isEqualTo("it refuses tasks: 1 of 1 threads are busy, 2 tasks wait");

            end.countDown();
            Await.until("the task that waited", () -> pool.getCompletedTaskCount() == 4);
            assertThat(check.run().reason()).startsWith("a task waited ");
            assertThat(HealthChecks.executor(pool)
                            .within(Duration.ofSeconds(20))
                            .run()
                            .status())
                    .isEqualTo(CheckResult.Status.PASS);
        } finally {
            end.countDown();
            pool.shutdownNow();
        }
        assertThat(failure(check)).startsWith("it refuses tasks");
        assertThat(HealthChecks.executor(ForkJoinPool.commonPool())
                        .within(Duration.ofSeconds(20))
                        .run())
                .isEqualTo(CheckResult.pass());
    }

    @Test
    void certificatesInFilesExpire() throws Exception {
        Certificates valid = Certificates.made(folder, 1, 400);
        Certificates expired = Certificates.made(folder, 10, 3);
        Certificates soon = Certificates.made(folder, 1, 15);
        Certificates early = Certificates.made(folder, -3, 10);

        for (Path file : List.of(valid.keyStore(), valid.pem())) {
            CheckResult result = HealthChecks.certificate(file, PASSWORD).run();
            assertThat(result.status()).as(result.toString()).isEqualTo(CheckResult.Status.PASS);
            assertThat(result.data()).containsKey("expires").containsEntry("daysLeft", 398L);
        }
        for (Path file : List.of(expired.keyStore(), expired.pem())) {
            assertThat(failure(HealthChecks.certificate(file, PASSWORD)))
                    .startsWith(file + ": the certificate of CN=localhost expired on ");
        }
        CheckResult warned = HealthChecks.certificate(soon.pem(), PASSWORD).run();
        assertThat(warned.status()).isEqualTo(CheckResult.Status.DEGRADED);
        assertThat(warned.reason()).contains(" expires in 13 d 23 h, on ", "less than 21 d 0 h are left to renew it");
        assertThat(HealthChecks.certificate(soon.pem(), PASSWORD, Duration.ofDays(2))
                        .run()
                        .status())
                .isEqualTo(CheckResult.Status.PASS);
        assertThat(failure(HealthChecks.certificate(early.pem(), PASSWORD))).contains(" is not valid before ");
    }

    @Test
    void whatIsNoFileOfCertificatesIsTold() throws Exception {
        Path valid = Certificates.made(folder, 1, 400).keyStore();
        Path other = Files.writeString(folder.resolve("words"), "one");
        Path empty = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n");

        assertThat(failure(HealthChecks.certificate(folder.resolve("gone"), PASSWORD)))
                .endsWith(" does not exist");
        assertThat(failure(HealthChecks.certificate(other, PASSWORD)))
                .startsWith(other + " cannot be read as PEM or as a key store: ");
        assertThat(failure(HealthChecks.certificate(valid, Secret.of("wrong"))))
                .startsWith(valid + " cannot be read as PEM or as a key store: ")
                .doesNotContain("wrong");
        assertThat(failure(HealthChecks.certificate(empty, PASSWORD))).isEqualTo(empty + ": there is no certificate");
    }

    @Test
    void aServerWithAnExpiredCertificateIsTold() throws Exception {
        Certificates expired = Certificates.made(folder, 10, 3);
        var server = com.sun.net.httpserver.HttpsServer.create(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new com.sun.net.httpserver.HttpsConfigurator(expired.tls()));
        server.start();
        try {
            assertThat(failure(HealthChecks.certificate(server.getAddress()).within(Duration.ofSeconds(20))))
                    .contains(":" + server.getAddress().getPort() + ": the certificate of CN=localhost expired on ");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anAlarmRingsOnceAndNotAfterItIsClosed() throws Exception {
        Alarm late = Alarm.in(Duration.ofMillis(20));
        assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
        assertThat(late.rang()).isTrue();
        late.close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();

        try (Alarm inTime = Alarm.in(Duration.ofMinutes(1))) {
            assertThat(inTime.rang()).isFalse();
        }
    }

    private static void pass(ManualTime time, AtomicReference<Instant> wall, Duration really, Duration byTheClock) {
        time.advance(really);
        wall.updateAndGet(now -> now.plus(byTheClock));
    }

    private static CheckResult.Status status(HealthCheck check) {
        try {
            return check.run().status();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Thread locking(String name, ReentrantLock holds, ReentrantLock wants, CountDownLatch bothHold) {
        Thread thread = new Thread(
                () -> {
                    try {
                        holds.lockInterruptibly();
                        bothHold.countDown();
                        bothHold.await();
                        wants.lockInterruptibly();
                    } catch (InterruptedException over) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}

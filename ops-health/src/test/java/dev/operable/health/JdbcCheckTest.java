package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With drivers and pools that keep no time; the real ones are asked in ops-database. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what hangs here minds no interrupt
class JdbcCheckTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final CountDownLatch aborted = new CountDownLatch(1);
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void release() {
        aborted.countDown();
    }

    // Without what the alarm does beside its interrupt this fails by its timeout: the thread stays there for ever.
    @Test
    void aDriverThatKeepsNeitherItsTimeoutNorMindsAnInterruptIsEndedFromOutside() throws Exception {
        // The first proxies of a machine that is busy may take longer than the check has.
        assertThat(source(() -> connection(() -> true)).getConnection().isValid(1))
                .isTrue();
        HealthCheck check = HealthChecks.jdbc(source(() -> connection(() -> {
                    boolean interrupted = false;
                    while (aborted.getCount() > 0) {
                        try {
                            aborted.await();
                        } catch (InterruptedException ignored) {
                            interrupted = true;
                        }
                    }
                    assertThat(interrupted).isTrue();
                    throw new SQLException("the connection was aborted");
                })))
                .within(Duration.ofSeconds(2));

        assertThat(check.run().reason()).isEqualTo("the database does not answer within 1s800ms");
        assertThat(aborted.getCount()).as("not ended before it was asked").isZero();
        assertThat(closed).as("given back").hasValue(1);
        assertThat(Thread.interrupted()).isFalse();
    }

    // Without the alarm this fails by its timeout.
    @Test
    void aPoolThatIsUsedUpIsToldApartFromADatabaseThatIsAway() throws Exception {
        DataSource gives = source(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException over) {
                throw new SQLException("interrupted while waiting for a connection", over);
            }
            throw new IllegalStateException("never");
        });

        CheckResult usedUp = HealthChecks.jdbc(gives, () -> new PoolUse(10, 10, 3))
                .within(SHORT)
                .run();
        assertThat(usedUp.reason())
                .isEqualTo("all 10 connections of the pool are in use and none came back within 270ms");
        assertThat(usedUp.data())
                .containsEntry("active", 10)
                .containsEntry("most", 10)
                .containsEntry("waiting", 3);
        assertThat(HealthChecks.jdbc(gives, () -> new PoolUse(2, 10, 1))
                        .within(SHORT)
                        .run()
                        .reason())
                .isEqualTo("the database gave no connection within 270ms, and the pool has room for 8 more");
        assertThat(HealthChecks.jdbc(gives).within(SHORT).run().reason())
                .isEqualTo("the pool gave no connection within 270ms: all of them are in use, or the database takes no"
                        + " new ones");
    }

    @Test
    void aConnectionThatIsValidPassesAndOneThatIsNotFails() throws Exception {
        assertThat(HealthChecks.jdbc(source(() -> connection(() -> true))).run().status())
                .isEqualTo(CheckResult.Status.PASS);
        assertThat(HealthChecks.jdbc(source(() -> connection(() -> false)))
                        .run()
                        .reason())
                .isEqualTo("the database does not answer");
        assertThat(closed).hasValue(2);
    }

    private DataSource source(Callable<Connection> gives) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getConnection");
                    return gives.call();
                });
    }

    private Connection connection(Callable<Boolean> valid) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "isValid" -> {
                            return valid.call();
                        }
                        case "abort" -> aborted.countDown();
                        case "close" -> closed.incrementAndGet();
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }
}

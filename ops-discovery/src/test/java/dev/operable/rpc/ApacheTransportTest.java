package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.operable.discovery.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApacheTransportTest {
    private static final WireRequest GET = new WireRequest("GET", "/", List.of(), WireRequest.NO_BODY, true);

    @Test
    void anAttemptThatEndsBeforeItHasAConnectionIsNotTheInstancesFault() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (RawServer server = new RawServer(socket -> {
            asked.countDown();
            try {
                over.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        })) {
            Transport transport = new ApacheTransport(
                    new ServiceInstance("hits-1", "hits", "127.0.0.1", server.port(), Set.of(), Map.of()),
                    RpcOptions.defaults(),
                    1);
            FutureTask<Failure> holder = new FutureTask<>(() -> failureOf(transport, guard()));
            new Thread(holder, "test-holder").start();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            // The only connection is taken, and the watchdog looks before the wait for another one ends by itself.
            Guard guard = guard();
            Thread caller = Thread.currentThread();
            Thread watchdog = new Thread(
                    () -> {
                        while (caller.getState() != Thread.State.TIMED_WAITING) {
                            Thread.onSpinWait();
                        }
                        guard.end(Failure.TIMEOUT);
                    },
                    "test-watchdog");
            watchdog.start();
            assertThat(failureOf(transport, guard)).isEqualTo(Failure.NO_CONNECTION);

            transport.close();
            over.countDown();
            assertThat(holder.get(10, TimeUnit.SECONDS)).isEqualTo(Failure.BROKEN);
        }
    }

    private static Guard guard() {
        Time time = Time.system();
        return new Guard(time.nanos() + TimeUnit.SECONDS.toNanos(15), time);
    }

    private static Failure failureOf(Transport transport, Guard guard) {
        return catchThrowableOfType(TransportException.class, () -> transport.send(GET, guard))
                .failure();
    }
}

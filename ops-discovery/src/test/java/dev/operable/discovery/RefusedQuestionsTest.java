package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.discovery.FakeConsul.Reply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefusedQuestionsTest {
    /**
     * The pauses of {@link Fast} are at least half of 10, 20, 40, 80, 160 and then 200 ms. Seen to fail with pauses that do not
     * grow (20 questions in 0.3 s), and with ones that grow without a limit (no further one within 20 s).
     */
    @Test
    void anAgentThatRefusesIsAskedAgainAtPausesThatGrowUpToALimit() throws Exception {
        List<Integer> statuses = List.of(500, 429, 503);
        AtomicInteger asked = new AtomicInteger();
        try (FakeConsul agent =
                        new FakeConsul(request -> Reply.of(statuses.get(asked.getAndIncrement() % 3), "too busy"));
                Consul consul = Consul.connect(ConsulSettings.at(agent.uri()), Fast.PACE, new SimpleMeterRegistry())) {
            consul.discovery().instances("hits");
            agent.next();
            long first = System.nanoTime();
            for (int i = 1; i < 20; i++) {
                agent.next(Duration.ofSeconds(20));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(1400));
        }
    }
}

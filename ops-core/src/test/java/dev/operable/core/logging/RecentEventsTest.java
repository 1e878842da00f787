package dev.operable.core.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RecentEventsTest {
    // Without the loop in add there is no place for the fourth.
    @Test
    void keepsTheLastOnes() {
        RecentEvents events = new RecentEvents(3);
        for (int i = 1; i <= 10; i++) {
            add(events, "{\"n\":" + i + "}");
        }

        assertThat(texts(events)).containsExactly("{\"n\":8}", "{\"n\":9}", "{\"n\":10}");
        assertThat(events.after(9, 3)).extracting(RecentEvents.Event::number).containsExactly(10L);
        assertThat(events.after(0, 2)).hasSize(2);
        assertThat(events.last()).isEqualTo(10);
    }

    // Without the bound of the bytes all three are there.
    @Test
    void keepsAKilobyteForEachOnAverage() {
        RecentEvents events = new RecentEvents(4);
        add(events, "1" + "x".repeat(2_000));
        add(events, "2" + "x".repeat(2_000));
        add(events, "3" + "x".repeat(2_000));

        assertThat(texts(events)).extracting(text -> text.charAt(0)).containsExactly('2', '3');

        add(events, "4" + "x".repeat(9_000));
        assertThat(texts(events)).extracting(text -> text.charAt(0)).containsExactly('4');
    }

    @Test
    void knowsTheTraceOfAnEvent() {
        RecentEvents events = new RecentEvents(3);
        events.add(Events.event("a", Map.of("trace_id", "t1")), bytes("{}"));
        events.add(Events.with(Events.event("b", Map.of("trace_id", "t1")), "trace_id", "t2"), bytes("{}"));
        events.add(Events.event("c"), bytes("{}"));

        assertThat(events.after(0, 3)).extracting(RecentEvents.Event::trace).containsExactly("t1", "t2", "");
    }

    @Test
    void wakesWhoWaits() throws Exception {
        RecentEvents events = new RecentEvents(3);
        assertThat(events.await(0, Duration.ofMillis(1))).isFalse();
        Thread logging = new Thread(() -> add(events, "{}"));

        logging.start();

        assertThat(events.await(0, Duration.ofSeconds(30))).isTrue();
    }

    private static void add(RecentEvents events, String line) {
        events.add(Events.event("m"), bytes(line));
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(RecentEvents events) {
        return events.after(0, events.capacity()).stream()
                .map(RecentEvents.Event::json)
                .toList();
    }
}

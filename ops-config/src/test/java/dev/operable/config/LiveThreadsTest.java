package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LiveThreadsTest {
    record Left(@Default("0") long left, @Default("0") long alsoLeft) {
        Left {
            Check.that("left", left == alsoLeft, "must be the same");
        }
    }

    private static final int UPDATES = 3000;

    /** The values only grow, so that nobody must see an older one after a newer one, nor be told of it. */
    @Test
    void readersSeeWholeRecordsAndNeverAnOlderOneAgain() throws Exception {
        Store store = new Store();
        Settings settings = Settings.of("s").source(store).bind(Left.class).load();
        Live<Left> left = settings.live(Left.class);
        List<Long> told = new ArrayList<>();
        left.onChange(update -> told.add(update.after().left()));
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(threads.submit(() -> {
                long reads = 0;
                while (!ended.get()) {
                    Left first = left.get();
                    Left next = left.get();
                    if (next.left() < first.left() || next.left() != next.alsoLeft()) {
                        throw new AssertionError(first + " then " + next);
                    }
                    reads++;
                }
                return reads;
            }));
        }
        Future<?> other = threads.submit(() -> {
            while (!ended.get()) {
                assertThat(settings.reload()).isEmpty();
            }
        });
        for (int i = 1; i <= UPDATES; i++) {
            String n = String.valueOf(i);
            store.put("LEFT", n, "ALSO_LEFT", n);
            assertThat(settings.reload()).isEmpty();
        }
        ended.set(true);
        other.get();
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
        assertThat(left.get().left()).isEqualTo(UPDATES);
        assertThat(told).isSorted().doesNotHaveDuplicates().endsWith((long) UPDATES);
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
}

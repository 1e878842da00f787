package dev.operable.core.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LineQueueTest {
    private final Output out = new Output();
    private final LineQueue queue =
            new LineQueue("ops-log-test", out, dropped -> ("dropped " + dropped + "\n").getBytes(UTF_8));

    @AfterEach
    void stop() {
        out.open.countDown();
        queue.stop();
    }

    @Test
    void writesWhatItGetsInOrder() throws Exception {
        out.open.countDown();
        queue.start();

        offer(3);

        assertThat(queue.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(out.text()).isEqualTo("line 0\nline 1\nline 2\n");
        assertThat(queue.dropped()).isZero();
    }

    // With a put instead of an offer in the queue this test does not end.
    @Test
    void neverHoldsUpTheCallerAndCountsAndAnnouncesWhatItDropped() throws Exception {
        queue.start();
        int offered = 20_000;

        offer(offered); // while the output takes nothing

        long dropped = queue.dropped();
        assertThat(dropped).isBetween(10_000L, 12_000L);
        assertThat(queue.flush(Duration.ofMillis(20))).isFalse();
        out.open.countDown();
        assertThat(queue.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(out.text().lines().filter(line -> line.startsWith("line"))).hasSize(offered - (int) dropped);
        assertThat(announced()).isEqualTo(dropped);
    }

    // An output that only holds what it is given says so by nothing but the time that it takes.
    @Test
    void saysOnceThatNobodyReadsTheOutput() throws Exception {
        List<String> refused = new CopyOnWriteArrayList<>();
        LineQueue blocked = new LineQueue("ops-log-blocked", out, new LineQueue.Announcements() {
            @Override
            public byte[] dropped(long events) {
                return new byte[0];
            }

            @Override
            public void refused(Exception why) {
                refused.add(String.valueOf(why.getMessage()));
            }
        });
        blocked.start();
        long begin = System.nanoTime();
        while (refused.isEmpty()
                && System.nanoTime() - begin < Duration.ofSeconds(20).toNanos()) {
            blocked.offer("line\n".getBytes(UTF_8));
        }
        for (int i = 0; i < 1_000; i++) {
            blocked.offer("line\n".getBytes(UTF_8));
        }
        blocked.stop();

        assertThat(refused).containsExactly("nobody reads it");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
    }

    // Where only a queue that fills wakes the writer, the first line after its nap stays where it is.
    @Test
    void writesALineAtWhateverMomentItComes() throws Exception {
        out.open.countDown();
        queue.start();

        for (int round = 1; round <= 300; round++) {
            offer(1);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (out.size() < round * "line 0\n".length() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(out.size()).isEqualTo(round * "line 0\n".length());
            LockSupport.parkNanos(round * 10_000L); // while it writes, naps, lies down, sleeps
        }
    }

    // Without those that the writer holds there is place for one more.
    @Test
    void isBoundedInLinesWithThoseThatAreBeingWritten() throws Exception {
        queue.start();
        queue.offer(new byte[] {'\n'});
        assertThat(out.asked.await(20, TimeUnit.SECONDS)).isTrue();

        offer(9_000);

        assertThat(queue.isFull()).isTrue();
        assertThat(queue.dropped()).isEqualTo(9_000 - 8_191);
        out.open.countDown();
        assertThat(queue.flush(Duration.ofSeconds(20))).isTrue();
        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void isBoundedInBytesToo() {
        queue.start();
        byte[] large = new byte[1 << 20];

        for (int i = 0; i < 100; i++) {
            queue.offer(large);
        }

        assertThat(queue.dropped()).isGreaterThanOrEqualTo(80);
    }

    @Test
    void recoversWhenTheOutputDoes() throws Exception {
        out.open.countDown();
        queue.start();
        out.full = true;
        offer(5);
        assertThat(queue.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(queue.dropped()).isEqualTo(5);

        out.full = false;
        offer(1);

        assertThat(queue.flush(Duration.ofSeconds(10))).isTrue();
        // What a full disk tore off stays a line of its own.
        assertThat(out.text()).endsWith("\nline 0\ndropped 5\n");
    }

    // Without the catch of RuntimeException the writer ends, and nothing is written any more.
    @Test
    void outlivesWhateverTheOutputThrows() throws Exception {
        out.open.countDown();
        out.broken = true;
        queue.start();
        offer(1);
        assertThat(queue.flush(Duration.ofSeconds(10))).isTrue();

        out.broken = false;
        offer(1);

        assertThat(queue.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(out.text()).contains("line 0");
        assertThat(queue.dropped()).isEqualTo(1);
    }

    // Without the wait some of the thousand are still in the queue when they are looked for.
    @Test
    void writesEachLineAtOnceWhenTheProcessEnds() {
        out.open.countDown();
        queue.start();
        queue.ending(Duration.ofSeconds(30));

        for (int round = 1; round <= 1_000; round++) {
            offer(1);
            assertThat(out.text().lines()).hasSize(round);
        }
    }

    @Test
    void waitsForABlockedOutputOnlyAsLongAsItWasTold() {
        queue.start();
        queue.ending(Duration.ofMillis(200));

        offer(10_000);

        assertThat(queue.dropped()).isPositive();
    }

    private void offer(int lines) {
        for (int i = 0; i < lines; i++) {
            queue.offer(("line " + i + "\n").getBytes(UTF_8));
        }
    }

    private long announced() {
        return out.text()
                .lines()
                .filter(line -> line.startsWith("dropped"))
                .mapToLong(line -> Long.parseLong(line.substring("dropped ".length())))
                .sum();
    }

    private static final class Output extends OutputStream {
        final CountDownLatch open = new CountDownLatch(1);
        final CountDownLatch asked = new CountDownLatch(1);
        volatile boolean full;
        volatile boolean broken;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            if (broken) {
                throw new IllegalStateException("the output is broken");
            }
            if (full) {
                written.write(bytes, offset, length > 0 ? 1 : 0);
                throw new IOException("No space left on device");
            }
            written.write(bytes, offset, length);
        }

        int size() {
            return written.size();
        }

        String text() {
            return written.toString(UTF_8);
        }
    }
}

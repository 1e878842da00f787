package dev.operable.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.slf4j.LoggerFactory;

/**
 * The process of one peer: reads how many callers are to call for how many milliseconds, and says what that took. Each caller
 * calls again as soon as it has the answer.
 */
final class RpcPeerProcess {
    /** Connections that were idle while the other peers had their turn are opened again before anything is counted. */
    private static final Duration LEAD_IN = Duration.ofMillis(300);

    /** What the process has used so far. */
    private record Used(long at, long processor, long bytes) {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private static final OperatingSystemMXBean SYSTEM =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        static Used now() {
            long bytes = LongStream.of(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                    .filter(each -> each > 0)
                    .sum();
            return new Used(System.nanoTime(), SYSTEM.getProcessCpuTime(), bytes);
        }
    }

    private final RpcPeer.Caller peer;
    private volatile boolean counts;
    private volatile boolean over;

    private RpcPeerProcess(RpcPeer.Caller peer) {
        this.peer = peer;
    }

    public static void main(String[] arguments) throws Exception {
        // Logback's own default is DEBUG, at which the transport would mostly write log lines.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        int[] ports =
                Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        try (RpcPeer.Caller peer = RpcPeer.valueOf(arguments[0]).open(ports)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            // Ends with the process that started it.
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                System.out.println(new RpcPeerProcess(peer)
                        .round(Integer.parseInt(words[0]), Duration.ofMillis(Long.parseLong(words[1]))));
            }
        }
        // Some clients leave threads behind.
        System.exit(0);
    }

    private String round(int callers, Duration length) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<CallTimes>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                all.add(threads.submit(this::call));
            }
            Thread.sleep(LEAD_IN.toMillis());
            Used before = Used.now();
            counts = true;
            Thread.sleep(length.toMillis());
            counts = false;
            // While the callers are still there: what a thread allocated is forgotten with it.
            Used after = Used.now();
            over = true;
            CallTimes times = new CallTimes();
            for (Future<CallTimes> each : all) {
                times.add(each.get());
            }
            double calls = Math.max(1, times.count());
            return String.format(
                    Locale.ROOT,
                    "%.1f %.1f %.1f %.1f %.3f",
                    calls / ((after.at() - before.at()) / 1e9),
                    times.micros(0.5),
                    times.micros(0.99),
                    (after.bytes() - before.bytes()) / calls,
                    (after.processor() - before.processor()) / calls / 1e3);
        } finally {
            threads.shutdownNow();
        }
    }

    private CallTimes call() throws Exception {
        CallTimes times = new CallTimes();
        long begin = System.nanoTime();
        while (!over) {
            byte[] body = peer.call();
            if (body.length != AnsweringProcess.BODY_BYTES) {
                throw new IllegalStateException("The answer has " + body.length + " bytes.");
            }
            long end = System.nanoTime();
            if (counts) {
                times.took(end - begin);
            }
            begin = end;
        }
        return times;
    }
}

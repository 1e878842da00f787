package dev.operable.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Requests a second and the 99th percentile of the time of one, of the health endpoint of each {@link HealthPeer}: eight
 * connections that are kept, each asking again as soon as it has the answer. All peers run in processes of their own all
 * the time, on one processor; they are loaded in turn, again and again, so that what else happens on the machine happens
 * to all of them.
 */
final class SelfCheckLoad {
    private static final int CONNECTIONS = 8;
    private static final int ROUNDS = 15;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** Each server has the first processor and nothing else, where it can be given one. */
    private static final List<String> PINNED =
            Files.isExecutable(Path.of("/usr/bin/taskset")) ? List.of("/usr/bin/taskset", "-c", "0") : List.of();

    private record Running(HealthPeer peer, int port, Process process) {}

    private record Round(double perSecond, double p99Micros) {}

    private SelfCheckLoad() {}

    public static void main(String[] arguments) throws Exception {
        List<Running> all = new ArrayList<>();
        try {
            for (HealthPeer peer : HealthPeer.values()) {
                all.add(start(peer, freePort()));
            }
            for (Running each : all) {
                awaitAnswer(each);
                load(each, WARM_UP);
            }
            Map<HealthPeer, List<Round>> rounds = new EnumMap<>(HealthPeer.class);
            for (int i = 0; i < ROUNDS; i++) {
                for (Running each : all) {
                    rounds.computeIfAbsent(each.peer(), unused -> new ArrayList<>())
                            .add(load(each, ROUND));
                }
            }
            print(rounds);
        } finally {
            all.forEach(each -> each.process().destroyForcibly());
        }
    }

    private static void print(Map<HealthPeer, List<Round>> rounds) {
        List<Round> bare = rounds.getOrDefault(HealthPeer.BARE, List.of());
        rounds.forEach((peer, all) -> {
            double[] beside = new double[all.size()];
            for (int i = 0; i < beside.length; i++) {
                beside[i] = all.get(i).perSecond() / bare.get(i).perSecond();
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %7.0f a second, p99 %6.0f us, %5.2f of the bare server (medians of %d rounds)%n",
                    peer.name().toLowerCase(Locale.ROOT),
                    median(all.stream().mapToDouble(Round::perSecond).toArray()),
                    median(all.stream().mapToDouble(Round::p99Micros).toArray()),
                    median(beside),
                    all.size());
        });
    }

    private static Round load(Running peer, Duration length) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long end = System.nanoTime() + length.toNanos();
            List<Callable<long[]>> tasks = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                tasks.add(() -> ask(peer, end));
            }
            LongStream.Builder times = LongStream.builder();
            for (Future<long[]> each : callers.invokeAll(tasks)) {
                LongStream.of(each.get()).forEach(times);
            }
            long[] sorted = times.build().sorted().toArray();
            double seconds = length.toNanos() / 1e9;
            return new Round(sorted.length / seconds, sorted[(int) (sorted.length * 0.99)] / 1e3);
        } finally {
            callers.shutdownNow();
        }
    }

    /** The nanoseconds that each answer took, on one connection. */
    private static long[] ask(Running peer, long end) throws IOException {
        byte[] request = ("GET " + peer.peer().path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        long[] times = new long[1 << 16];
        int count = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
                out.write(request);
                AnswerReader.read(in);
                if (count == times.length) {
                    times = Arrays.copyOf(times, 2 * count);
                }
                times[count] = System.nanoTime() - begin;
                count++;
            }
        }
        return Arrays.copyOf(times, count);
    }

    private static Running start(HealthPeer peer, int port) throws IOException {
        List<String> command = new ArrayList<>(PINNED);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                HealthPeer.class.getName(),
                peer.name(),
                Integer.toString(port)));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Running(peer, port, process);
    }

    private static void awaitAnswer(Running peer) throws Exception {
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                ask(peer, System.nanoTime() + 1_000_000);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException(peer.peer() + " does not answer.", notYet);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}

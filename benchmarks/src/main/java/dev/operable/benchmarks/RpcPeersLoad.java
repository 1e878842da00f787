package dev.operable.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a GET of twelve bytes costs through each {@link RpcPeer}: calls a second, percentiles of their time, bytes and processor
 * time of a call. All peers run in processes of their own all the time, against the same two instances, and are loaded in turn,
 * in another order each round, so that what else happens on the machine happens to all of them.
 */
final class RpcPeersLoad {
    private static final int[] CALLERS = {1, 16, 64};
    private static final int WARM_UP_CALLERS = 16;

    private record Running(RpcPeer peer, Process process, BufferedReader out) {
        RpcRound round(int callers, Duration length) throws IOException {
            OutputStream in = process.getOutputStream();
            in.write((callers + " " + length.toMillis() + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            String line = out.readLine();
            if (line == null) {
                throw new IOException("The process of " + peer + " has ended.");
            }
            return RpcRound.parse(line);
        }
    }

    private RpcPeersLoad() {}

    /**
     * Takes the number of rounds, their length and that of the warm-up in milliseconds, and the peers, if not all are to be
     * measured; the transport always is.
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Duration length = Duration.ofMillis(Long.parseLong(arguments[1]));
        Duration warmUp = Duration.ofMillis(Long.parseLong(arguments[2]));
        List<Running> all = new ArrayList<>();
        try (AnsweringProcess server = new AnsweringProcess()) {
            for (RpcPeer peer : chosen(arguments)) {
                all.add(start(peer, server.ports()));
            }
            for (Running each : all) {
                each.round(WARM_UP_CALLERS, warmUp);
            }
            RpcTable table = new RpcTable();
            for (int callers : CALLERS) {
                Map<RpcPeer, List<RpcRound>> results = new EnumMap<>(RpcPeer.class);
                List<Running> turn = new ArrayList<>(all);
                for (int i = 0; i < rounds; i++) {
                    for (Running each : turn) {
                        results.computeIfAbsent(each.peer(), unused -> new ArrayList<>())
                                .add(each.round(callers, length));
                    }
                    Collections.rotate(turn, 1);
                }
                table.print(callers, results);
            }
        } finally {
            all.forEach(each -> each.process().destroyForcibly());
        }
    }

    private static Set<RpcPeer> chosen(String... arguments) {
        if (arguments.length == 3) {
            return EnumSet.allOf(RpcPeer.class);
        }
        Set<RpcPeer> chosen = EnumSet.of(RpcPeer.TRANSPORT);
        Arrays.stream(arguments)
                .skip(3)
                .map(name -> RpcPeer.valueOf(name.toUpperCase(Locale.ROOT)))
                .forEach(chosen::add);
        return chosen;
    }

    private static Running start(RpcPeer peer, int... ports) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                RpcPeerProcess.class.getName(),
                peer.name()));
        Arrays.stream(ports).mapToObj(Integer::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Running(
                peer,
                process,
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }
}

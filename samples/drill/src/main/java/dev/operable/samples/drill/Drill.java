package dev.operable.samples.drill;

import dev.operable.rpc.RpcOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Breaks real things on this machine while a process calls a service of three instances, and says what the calls noticed.
 * Ends with status 0 only when what is promised was seen, with 1 when it was not, and with 2 when the machine was too busy to say.
 */
public final class Drill {
    /** As long as services linger unless they are told otherwise. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final int BROKEN = 1;
    private static final int NO_VERDICT = 2;
    /** As in {@code sysexits.h}. */
    private static final int USAGE = 64;

    /** What became of all drills. */
    private record Held(List<String> broken, boolean tooBusy) {
        int status() {
            return broken.isEmpty() ? tooBusy ? NO_VERDICT : 0 : BROKEN;
        }
    }

    private Drill() {}

    public static void main(String[] arguments) throws Exception {
        DrillOptions options;
        try {
            options = DrillOptions.parse(arguments, System.getProperty("drill.consul", ""));
        } catch (DrillFailed e) {
            System.err.println("drill: " + e.getMessage());
            System.exit(USAGE);
            return;
        }
        Stage stage = Stage.open(options.consul(), LINGER);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(stage), "drill-stop"));
        Held held;
        try {
            held = hold(options, stage);
        } catch (DrillFailed e) {
            held = new Held(List.of(String.valueOf(e.getMessage())), false);
        }
        if (held.broken().isEmpty()) {
            stage.close();
            stage.forget();
        } else {
            System.err.println("drill: " + String.join("; ", held.broken()));
            System.err.println("drill: the logs are kept in " + stage.folder());
        }
        if (held.status() == NO_VERDICT) {
            System.err.println("drill: no verdict: this machine is too busy");
        }
        System.exit(held.status());
    }

    private static Held hold(DrillOptions options, Stage stage) throws Exception {
        List<String> broken = new ArrayList<>();
        boolean tooBusy = false;
        try (Caller caller = Caller.start(stage, RpcOptions.defaults())) {
            for (Fault fault : options.faults()) {
                System.out.println(fault.words() + "; " + options.perSecond() + " calls a second");
                Seen seen = caller.hold(fault, options.before(), options.during(), options.perSecond());
                Verdict verdict = Verdict.of(seen, false);
                System.out.println(verdict);
                tooBusy |= verdict.none();
                if (!verdict.none()) {
                    broken.addAll(verdict.broken());
                }
            }
        }
        return new Held(broken, tooBusy);
    }

    private static void close(Stage stage) {
        try {
            stage.close();
        } catch (IOException e) {
            System.err.println("drill: " + e);
        }
    }
}

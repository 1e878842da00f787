package dev.operable.samples.drill;

import dev.operable.rpc.RpcOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Breaks real things on this machine while a process calls a service of three instances, and says what the calls noticed.
 * Ends with status 0 only when what is promised was seen.
 */
public final class Drill {
    /** As long as services linger unless they are told otherwise. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private Drill() {}

    public static void main(String[] arguments) throws Exception {
        DrillOptions options;
        try {
            options = DrillOptions.parse(arguments, System.getProperty("drill.consul", ""));
        } catch (DrillFailed e) {
            System.err.println("drill: " + e.getMessage());
            System.exit(2);
            return;
        }
        Stage stage = Stage.open(options.consul(), LINGER);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(stage), "drill-stop"));
        List<String> broken;
        try {
            broken = hold(options, stage);
        } catch (DrillFailed e) {
            broken = List.of(String.valueOf(e.getMessage()));
        }
        if (broken.isEmpty()) {
            stage.close();
            stage.forget();
        } else {
            System.err.println("drill: " + String.join("; ", broken));
            System.err.println("drill: the logs are kept in " + stage.folder());
        }
        System.exit(broken.isEmpty() ? 0 : 1);
    }

    private static List<String> hold(DrillOptions options, Stage stage) throws Exception {
        List<String> broken = new ArrayList<>();
        try (Caller caller = Caller.start(stage, RpcOptions.defaults())) {
            for (Fault fault : options.faults()) {
                System.out.println(fault.words() + "; " + options.perSecond() + " calls a second");
                Seen seen = caller.hold(fault, options.before(), options.during(), options.perSecond());
                Verdict verdict = Verdict.of(seen, false);
                System.out.println(verdict);
                broken.addAll(verdict.broken());
            }
        }
        return broken;
    }

    private static void close(Stage stage) {
        try {
            stage.close();
        } catch (IOException e) {
            System.err.println("drill: " + e);
        }
    }
}

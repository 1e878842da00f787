package dev.operable.samples.demo;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the samples with real input and a real kill, and says what was seen. Ends with status 0 only when everything
 * promised was seen, and leaves nothing running however it ends.
 */
public final class Demo {
    private Demo() {}

    public static void main(String[] arguments) throws Exception {
        DemoOptions options;
        try {
            options = DemoOptions.parse(arguments);
        } catch (DemoFailed e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(2);
            return;
        }
        Stage stage = Stage.open();
        AtomicBoolean interrupted = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            interrupted.set(true);
                            stage.close();
                        },
                        "demo-stop"));
        boolean good = false;
        try {
            good = run(options, stage);
        } catch (Exception e) {
            awaitEnd(interrupted);
            System.err.println("demo: " + (e instanceof DemoFailed ? e.getMessage() : stackTrace(e)));
        }
        if (!good) {
            awaitEnd(interrupted);
            stage.keepFolder();
            System.err.println("demo: the logs are kept in " + stage.folder());
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean run(DemoOptions options, Stage stage) throws Exception {
        Promises promises = new Promises(System.out);
        Cast cast = new Scenario(options, stage, promises, System.out).play();
        if (promises.allSeen() && !options.check()) {
            System.out.println(cast.readyLine());
            System.out.flush();
            new CountDownLatch(1).await();
        }
        if (options.check()) {
            stage.stopProcesses();
            var running = stage.children().stream()
                    .filter(Child::isAlive)
                    .map(Child::name)
                    .toList();
            promises.expect("nothing is left running", running.isEmpty(), String.join(", ", running) + " still run");
        }
        if (!promises.allSeen()) {
            System.err.println("demo: not everything promised was seen: " + String.join("; ", promises.broken()));
        }
        return promises.allSeen();
    }

    /** When someone asked the demo to stop, the processes went away because of that, and the hook is at work. */
    private static void awaitEnd(AtomicBoolean interrupted) throws InterruptedException {
        if (interrupted.get()) {
            new CountDownLatch(1).await();
        }
    }

    private static String stackTrace(Exception e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

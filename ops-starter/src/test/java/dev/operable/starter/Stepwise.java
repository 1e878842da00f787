package dev.operable.starter;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import com.sun.net.httpserver.HttpServer;
import dev.operable.core.lifecycle.StopConductor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * A service whose start stops at the step {@code AT}, which it says by making the file {@code MARK}, and goes on when the
 * process is told to end; never, where {@code THEN} is {@code hang}.
 */
final class Stepwise {
    private static final String AT = System.getenv("AT");
    private static final boolean HANG = "hang".equals(System.getenv("THEN"));

    private static volatile boolean stopping;

    private Stepwise() {}

    public static void main(String[] args) throws IOException {
        Steps steps = new Steps();
        steps.start();
        for (Class<?> source : List.of(Starting.class, Serving.class, StopConductor.class)) {
            Logger logger = (Logger) LoggerFactory.getLogger(source);
            logger.addAppender(steps);
            logger.setLevel(Level.DEBUG);
        }
        Ops ops = Ops.service("stepwise")
                .database("jdbc:sqlite:" + System.getenv("GREETER_DB"))
                .start();
        // A stop that takes a while: whatever must not happen in it has the time to.
        ops.onStop("slow", () -> TimeUnit.MILLISECONDS.sleep(1500));
        reached("own code");
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/self-check", ops.selfCheck());
        http.start();
        ops.listening(http.getAddress(), () -> http.stop(0));
        reached("listening");
    }

    private static final class Steps extends UnsynchronizedAppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String message = event.getFormattedMessage();
            if (message.startsWith("Start: ")) {
                reached(message.substring("Start: ".length()));
            } else if (message.equals("Stopping.")) {
                stopping = true;
            } else if (message.startsWith("Announcing ")) {
                reached("announcement");
            }
        }
    }

    /** Returns when the stop has begun. */
    private static void reached(String step) {
        if (!step.equals(AT)) {
            return;
        }
        try {
            Files.createFile(Path.of(System.getenv("MARK")));
        } catch (IOException twice) {
            throw new IllegalStateException(twice);
        }
        // The start is interrupted by the stop; elsewhere the conductor says that it has begun.
        boolean start = Thread.currentThread().getName().equals("ops-start");
        while (HANG || !(start ? Thread.currentThread().isInterrupted() : stopping)) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}

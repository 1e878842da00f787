package dev.operable.devkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port of a shared agent: chosen once, kept by every later host. */
final class SharedPort {
    private static final Logger log = LoggerFactory.getLogger(SharedAgent.class);

    private static final int CHOICES = 20;

    /** How long the first host after all have gone waits for the port of before. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private SharedPort() {}

    /** An agent at the address known from before, else, when there is none or a stranger sits on it, at a new one. */
    static EmbeddedAgent host(Optional<URI> before) throws IOException {
        if (before.isEmpty()) {
            return atNewPort();
        }
        long started = System.nanoTime();
        while (true) {
            try {
                return EmbeddedAgent.start(EmbeddedAgent.loopback(before.get().getPort()));
            } catch (BindException e) {
                if (System.nanoTime() - started > PATIENCE.toNanos()) {
                    EmbeddedAgent agent = atNewPort();
                    log.atWarn()
                            .addKeyValue("consul", agent.address())
                            .addKeyValue("before", before.get())
                            .addKeyValue("problem", e.toString())
                            .log(
                                    "The development agent's port is taken by a stranger, so it moves; processes that still"
                                            + " use the old address must be restarted.");
                    return agent;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    static EmbeddedAgent atNewPort() throws IOException {
        for (int choice = 0; choice < CHOICES; choice++) {
            int port = QuietPort.any();
            try {
                return EmbeddedAgent.start(EmbeddedAgent.loopback(port));
            } catch (BindException e) {
                log.atDebug().addKeyValue("port", port).log("A port chosen for the development agent is taken.");
            }
        }
        return EmbeddedAgent.start(EmbeddedAgent.loopback(0));
    }

    /** Whether an embedded agent, and nothing else, answers there. */
    static boolean answers(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(500);
            connection.setReadTimeout(1000);
            try (InputStream in = connection.getInputStream()) {
                String body = new String(in.readNBytes(200), StandardCharsets.UTF_8);
                return body.startsWith(EmbeddedAgent.GREETING);
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("consul", address).setCause(e).log("No development agent answers.");
            return false;
        }
    }
}

package dev.operable.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The embedded agent, taken away and brought back by a test. */
final class EmbeddedConsul implements ConsulAgent, AutoCloseable {
    private final URI address;

    @Nullable
    private EmbeddedAgent running;

    EmbeddedConsul() {
        EmbeddedAgent agent = startAt(QuietPort.free(1)[0]);
        this.address = agent.address();
        this.running = agent;
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            running = startAt(address.getPort());
        }
    }

    @Override
    public synchronized void kill() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @Override
    public synchronized void pause() {
        if (running != null) {
            running.pause();
        }
    }

    @Override
    public synchronized void resume() {
        if (running != null) {
            running.resume();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static EmbeddedAgent startAt(int port) {
        try {
            return EmbeddedAgent.start(EmbeddedAgent.loopback(port));
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded agent cannot listen on port " + port + " of 127.0.0.1", e);
        }
    }
}

package dev.operable.devkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The embedded agent, taken away and brought back by a test. */
final class EmbeddedConsul implements FaultyAgent, AutoCloseable {
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
    public void pause() {
        play(Fault.hanging());
    }

    @Override
    public void resume() {
        play(Fault.none());
    }

    @Override
    public synchronized void play(Fault fault) {
        if (running != null) {
            running.play(fault);
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
            throw new UncheckedIOException(
                    "The embedded agent cannot listen on port " + port
                            + " of 127.0.0.1. Stop the process that listens there.",
                    e);
        }
    }
}

package dev.operable.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that its caller reads while it comes. It ends with the call's time, with an interrupt of the thread
 * that reads, and when it is closed; each frees the connection, which is used again only if the body was read to its end.
 */
final class OpenBody extends InputStream {
    /** Gives the connection back, or closes it. */
    interface Connection {
        void giveBack() throws IOException;

        void cut();
    }

    private final InputStream content;
    private final Connection connection;
    private final Guard guard;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean whole;
    private volatile @Nullable Call call;
    private volatile @Nullable Runnable atEnd;

    OpenBody(InputStream content, Connection connection, Guard guard) {
        this.content = content;
        this.connection = connection;
        this.guard = guard;
    }

    /** Hands it from the attempt that began it to the caller; from now on it has all of the call's time. */
    void handOver(Call of, Runnable whenOver) {
        call = of;
        atEnd = whenOver;
        guard.watch(null);
        guard.extend(of.endsAt());
        guard.onCancel(this::cut);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (whole) {
            return -1;
        }
        if (over.get() && guard.ended() == null) {
            throw new IOException("This answer is closed.");
        }
        guard.watch(Thread.currentThread());
        int read;
        try {
            read = content.read(bytes, offset, length);
        } catch (IOException e) {
            cut();
            throw failed(ApacheFailures.inAnswer(e, guard), e);
        } finally {
            guard.watch(null);
        }
        if (read < 0) {
            whole = true;
            if (over.compareAndSet(false, true)) {
                connection.giveBack();
                ended();
            }
        }
        return read;
    }

    private IOException failed(Failure why, IOException cause) {
        Call of = call;
        if (of == null) {
            return cause;
        }
        RpcException failure = of.brokeOff(why == Failure.TIMEOUT ? Failure.DEADLINE : why, cause);
        return new IOException(failure.getMessage(), failure);
    }

    /** Reading the rest could take as long as the whole; a new connection takes a millisecond. */
    @Override
    public void close() {
        cut();
    }

    private void cut() {
        if (over.compareAndSet(false, true)) {
            connection.cut();
            ended();
        }
    }

    private void ended() {
        Runnable action = atEnd;
        if (action != null) {
            action.run();
        }
    }
}

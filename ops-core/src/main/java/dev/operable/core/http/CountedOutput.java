package dev.operable.core.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.function.LongConsumer;

/** Tells how many bytes were written. */
final class CountedOutput extends ServletOutputStream {
    private final ServletOutputStream out;
    private final LongConsumer written;

    CountedOutput(ServletOutputStream out, LongConsumer written) {
        this.out = out;
        this.written = written;
    }

    @Override
    public void write(int value) throws IOException {
        out.write(value);
        written.accept(1);
    }

    // The inherited one writes byte by byte.
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written.accept(length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(listener);
    }
}

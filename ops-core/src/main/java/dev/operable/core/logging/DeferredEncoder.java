package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes an encoder when it is first needed, or by {@link #prepare} before that: the classes of the JSON library take a third
 * of the start of a small service to load, and the thread that writes has nothing to do then.
 */
final class DeferredEncoder extends EncoderBase<ILoggingEvent> {
    private final Supplier<Encoder<ILoggingEvent>> making;
    private volatile @Nullable Encoder<ILoggingEvent> made;

    DeferredEncoder(Supplier<Encoder<ILoggingEvent>> making) {
        this.making = making;
    }

    Encoder<ILoggingEvent> prepare() {
        Encoder<ILoggingEvent> encoder = made;
        return encoder != null ? encoder : make();
    }

    private synchronized Encoder<ILoggingEvent> make() {
        Encoder<ILoggingEvent> encoder = made;
        if (encoder == null) {
            encoder = making.get();
            made = encoder;
        }
        return encoder;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return prepare().encode(event);
    }

    @Override
    public byte[] headerBytes() {
        return prepare().headerBytes();
    }

    @Override
    public byte[] footerBytes() {
        return prepare().footerBytes();
    }
}

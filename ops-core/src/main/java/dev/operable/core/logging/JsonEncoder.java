package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * One JSON object a line, whatever the event carries. With Jackson's generator alone: nothing in a log is written by
 * reflection, and the mapper, which could, takes a fifth of a second of each start to load. Safe for use by many threads.
 */
final class JsonEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 1_024;
    /** A larger buffer is not kept for the next event. */
    private static final int LARGEST_KEPT = 1 << 16;

    private static final TokenStreamFactory JSON = JsonFactory.builder()
            .characterEscapes(new JsonEscapes())
            // Each event is written as a document of its own, by the same generator.
            .rootValueSeparator((String) null)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // The generators are kept, and with them their buffers.
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();
    /** Taken while a line is made, for to make a line may log another one. */
    private static final ThreadLocal<@Nullable Line> SPARE = new ThreadLocal<>();

    private final LogFields fields;

    /** @param context hears what cannot be written */
    JsonEncoder(Context context, LogFields fields) {
        this.fields = fields;
        setContext(context);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Line kept = SPARE.get();
        SPARE.set(null);
        Line line = kept != null ? kept : new Line();
        try {
            line.generator.writeStartObject();
            fields.writeTo(line.generator, event);
            line.generator.writeEndObject();
            line.generator.flush();
        } catch (RuntimeException unwritable) {
            addWarn("An event of " + event.getLoggerName() + " could not be written.", unwritable);
            return NOTHING;
        }
        line.out.write('\n');
        byte[] bytes = line.out.toByteArray();
        if (bytes.length <= LARGEST_KEPT) {
            line.out.reset();
            SPARE.set(line);
        }
        return bytes;
    }

    private static final class Line {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BYTES);
        private final JsonGenerator generator;

        private Line() {
            generator = JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
        }
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}

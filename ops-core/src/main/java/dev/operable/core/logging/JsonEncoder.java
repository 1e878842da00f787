package dev.operable.core.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.spi.ContextAware;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import net.logstash.logback.composite.AbstractCompositeJsonFormatter;
import net.logstash.logback.composite.loggingevent.LoggingEventCompositeJsonFormatter;
import net.logstash.logback.composite.loggingevent.LoggingEventJsonProviders;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * One JSON object a line, whatever the event carries. The encoder of logstash-logback-encoder, with a formatter that has
 * Jackson's generator alone: no field of ours is written by reflection, and the mapper, which could, takes a fifth of a second
 * of each start to load. Safe for use by many threads.
 */
final class JsonEncoder extends LoggingEventCompositeJsonEncoder {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 1_024;

    /** @param context hears what cannot be written */
    JsonEncoder(Context context, LogFields fields) {
        LoggingEventJsonProviders providers = new LoggingEventJsonProviders();
        providers.addProvider(fields);
        setContext(context);
        setProviders(providers);
        start();
    }

    @Override
    protected AbstractCompositeJsonFormatter<ILoggingEvent> createFormatter() {
        return new Formatter(this);
    }

    /** What cannot be written is left out, and its logger named to the context. */
    @Override
    public byte[] encode(ILoggingEvent event) {
        try {
            return ((Formatter) getFormatter()).line(event);
        } catch (IOException | RuntimeException unwritable) {
            addWarn("An event of " + event.getLoggerName() + " could not be written.", unwritable);
            return NOTHING;
        }
    }

    private static final class Formatter extends LoggingEventCompositeJsonFormatter {
        private static final int LARGEST_KEPT = 1 << 16;
        private static final TokenStreamFactory JSON = JsonFactory.builder()
                .characterEscapes(new JsonEscapes())
                // Each event is written as a document of its own, by the same generator.
                .rootValueSeparator((String) null)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                // The generators are kept, and with them their buffers.
                .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                .build();
        /** Taken while a line is made, for to make a line may log another one; one that failed is not used again. */
        private static final ThreadLocal<@Nullable Line> SPARE = new ThreadLocal<>();

        private volatile boolean started;

        Formatter(ContextAware origin) {
            super(origin);
        }

        @Override
        public void start() {
            getProviders().setContext(getContext());
            getProviders().start();
            started = true;
        }

        @Override
        public void stop() {
            started = false;
            getProviders().stop();
        }

        @Override
        public boolean isStarted() {
            return started;
        }

        @Override
        public void writeEvent(ILoggingEvent event, OutputStream to) throws IOException {
            to.write(line(event));
        }

        byte[] line(ILoggingEvent event) throws IOException {
            Line kept = SPARE.get();
            SPARE.set(null);
            Line line = kept != null ? kept : new Line();
            writeEventToGenerator(line.generator, event);
            line.out.write('\n');
            byte[] bytes = line.out.toByteArray();
            if (bytes.length <= LARGEST_KEPT) {
                line.out.reset();
                SPARE.set(line);
            }
            return bytes;
        }
    }

    private static final class Line {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BYTES);
        private final JsonGenerator generator =
                Formatter.JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
    }
}

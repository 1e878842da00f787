package dev.operable.core.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import net.logstash.logback.composite.JsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventJsonProviders;
import net.logstash.logback.decorate.TokenStreamFactoryBuilderDecorator;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;

/** One JSON object a line, whatever the event carries. */
final class JsonEncoder {
    private JsonEncoder() {}

    static Encoder<ILoggingEvent> create(LoggerContext context, JsonProvider<ILoggingEvent> fields) {
        LoggingEventJsonProviders providers = new LoggingEventJsonProviders();
        providers.addProvider(fields);
        LoggingEventCompositeJsonEncoder encoder = new LoggingEventCompositeJsonEncoder();
        encoder.setContext(context);
        encoder.setProviders(providers);
        encoder.setLineSeparator("\n");
        // What the class path offers to Jackson must not change the log.
        encoder.setFindAndRegisterJacksonModules(false);
        encoder.addDecorator(new EscapeLineBreakers());
        encoder.start();
        return encoder;
    }

    private static final class EscapeLineBreakers
            implements TokenStreamFactoryBuilderDecorator<JsonFactory, JsonFactoryBuilder> {
        @Override
        public JsonFactoryBuilder decorate(JsonFactoryBuilder builder) {
            return builder.characterEscapes(new JsonEscapes());
        }
    }
}

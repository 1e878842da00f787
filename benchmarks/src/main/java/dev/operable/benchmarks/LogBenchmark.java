package dev.operable.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.logging.Logging;
import dev.operable.core.logging.LoggingSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.logstash.logback.encoder.LogstashEncoder;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/** A log event as a line of JSON, from the call to an output that costs nothing: with everything on, beside bare encoders. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LogBenchmark {
    /** Counts what arrives. A replacement of standard output, so that Operable's log takes it for one. */
    private static final class Nowhere extends PrintStream {
        private long lines;
        private long bytes;

        private Nowhere() {
            super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        }

        @Override
        public void write(byte[] line) {
            write(line, 0, line.length);
        }

        @Override
        public synchronized void write(byte[] line, int from, int length) {
            bytes += length;
            for (int i = from; i < from + length; i++) {
                if (line[i] == '\n') {
                    lines++;
                }
            }
        }

        @Override
        public void flush() {}

        private synchronized long lines() {
            return lines;
        }

        private synchronized String figures() {
            return lines + " lines of " + bytes / Math.max(1, lines) + " bytes";
        }
    }

    /** The event: a request's context and two values, and for {@code error} an exception with a cause. */
    @State(Scope.Benchmark)
    public static class Event {
        @Param({"plain", "error"})
        public String event = "plain";

        private final PrintStream console = System.out;
        private final Nowhere out = new Nowhere();
        private final Exception failed =
                new IllegalStateException("The hit was not stored.", new java.io.IOException("connection reset"));

        private void log(org.slf4j.Logger logger, int milliseconds) {
            if (event.equals("plain")) {
                logger.atInfo()
                        .addKeyValue("link", "b7x2")
                        .addKeyValue("took_ms", milliseconds)
                        .log("Counted a hit of {} for {}", "b7x2", "203.0.113.9");
            } else {
                logger.atError()
                        .setCause(failed)
                        .addKeyValue("link", "b7x2")
                        .addKeyValue("took_ms", milliseconds)
                        .log("A hit of {} was lost", "b7x2");
            }
        }
    }

    private static final Map<String, String> REQUEST = Map.of(
            "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736",
            "span_id", "00f067aa0ba902b7",
            "request_id", "01JQ8Z6T9X4M");

    /** What is common to all: one logger, and who says what arrived. */
    @State(Scope.Benchmark)
    public abstract static class Peer {
        private final org.slf4j.Logger logger = LoggerFactory.getLogger("com.acme.hits.HitCounter");
        private Event event;
        private int count;

        @Setup
        public void setUp(Event measured) {
            event = measured;
            REQUEST.forEach(MDC::put);
            start(event.out);
        }

        abstract void start(PrintStream out);

        abstract void stop();

        void log() {
            event.log(logger, ++count & 0xFF);
        }

        /** How many events were logged whose lines have not arrived. */
        final long waiting() {
            return count - event.out.lines();
        }

        final int count() {
            return count;
        }

        @TearDown
        public void tearDown() {
            stop();
            event.console.println(getClass().getSimpleName() + ": " + event.out.figures());
        }

        /** Logback, with an encoder and nothing around it. */
        static void bare(Encoder<ILoggingEvent> encoder, PrintStream out) {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.detachAndStopAllAppenders();
            root.setLevel(Level.INFO);
            encoder.setContext(context);
            encoder.start();
            OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
            appender.setContext(context);
            appender.setEncoder(encoder);
            appender.setOutputStream(out);
            appender.start();
            root.addAppender(appender);
        }
    }

    /**
     * Redaction, caps, escapes, identity, streams, the last events kept, and a queue to a thread that writes. Who logs waits
     * here for the lines to arrive where it is far ahead, so that an event counts only with all of its work done; none is
     * dropped.
     */
    public static class Operable extends Peer {
        private static final int AHEAD = 4_096;

        private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        private @Nullable Logging logging;

        @Override
        void start(PrintStream out) {
            System.setOut(out);
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
            Settings settings = Settings.of("hits")
                    .environment(Map.of("LOG_FORMAT", "json"))
                    .bind(LoggingSettings.class)
                    .load();
            logging = Logging.start(
                    new ServiceIdentity("hits", "1.4.2", "production", "hits-7d9f"),
                    settings.get(LoggingSettings.class));
            logging.bindTo(registry);
        }

        @Override
        void log() {
            super.log();
            while (count() % 1_024 == 0 && waiting() > AHEAD) {
                LockSupport.parkNanos(20_000);
            }
        }

        @Override
        void stop() {
            Objects.requireNonNull(logging).close();
            double dropped =
                    registry.get("log.events.dropped").functionCounter().count();
            if (dropped > 0) {
                throw new IllegalStateException(dropped + " events were dropped: what was measured is dropping them.");
            }
        }
    }

    /** The encoder that Operable's log is made with, and nothing around it. */
    public static class Logstash extends Peer {
        @Override
        void start(PrintStream out) {
            LogstashEncoder encoder = new LogstashEncoder();
            encoder.setCustomFields("{\"service\":\"hits\",\"version\":\"1.4.2\",\"environment\":\"production\"}");
            bare(encoder, out);
        }

        @Override
        void stop() {}
    }

    /** Spring Boot's structured logging. */
    public static class SpringBoot extends Peer {
        @Override
        void start(PrintStream out) {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            context.putObject(Environment.class.getName(), new StandardEnvironment());
            StructuredLogEncoder encoder = new StructuredLogEncoder();
            encoder.setFormat("logstash");
            bare(encoder, out);
        }

        @Override
        void stop() {}
    }

    /** Log4j has no values of one event: they are part of its context. */
    @State(Scope.Benchmark)
    public static class Log4j {
        private final org.apache.logging.log4j.Logger logger = LogManager.getLogger("com.acme.hits.HitCounter");
        private Event event;
        private int count;

        @Setup
        public void setUp(Event measured) {
            event = measured;
            ThreadContext.putAll(REQUEST);
            ThreadContext.put("link", "b7x2");
            ThreadContext.put("took_ms", "17");
            DefaultConfiguration configuration = new DefaultConfiguration();
            JsonTemplateLayout layout = JsonTemplateLayout.newBuilder()
                    .setConfiguration(configuration)
                    .setEventTemplateUri("classpath:EcsLayout.json")
                    .build();
            var appender = new org.apache.logging.log4j.core.appender.OutputStreamAppender.Builder<>()
                    .setName("nowhere")
                    .setLayout(layout)
                    .setTarget(event.out)
                    .setConfiguration(configuration)
                    .build();
            appender.start();
            configuration
                    .getRootLogger()
                    .getAppenders()
                    .keySet()
                    .forEach(configuration.getRootLogger()::removeAppender);
            configuration.getRootLogger().addAppender(appender, null, null);
            configuration.getRootLogger().setLevel(org.apache.logging.log4j.Level.INFO);
            Configurator.reconfigure(configuration);
        }

        private void log() {
            count++;
            if (event.event.equals("plain")) {
                logger.atInfo().log("Counted a hit of {} for {}", "b7x2", "203.0.113.9");
            } else {
                logger.atError().withThrowable(event.failed).log("A hit of {} was lost", "b7x2");
            }
        }

        @TearDown
        public void tearDown() {
            event.console.println("Log4j: " + event.out.figures() + " of " + count);
        }
    }

    @Benchmark
    public void operable(Operable log) {
        log.log();
    }

    @Benchmark
    public void logstash(Logstash log) {
        log.log();
    }

    @Benchmark
    public void springBoot(SpringBoot log) {
        log.log();
    }

    @Benchmark
    public void log4j(Log4j log) {
        log.log();
    }
}

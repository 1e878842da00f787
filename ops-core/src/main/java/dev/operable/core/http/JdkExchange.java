package dev.operable.core.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to the JDK's HttpServer. */
final class JdkExchange implements IncomingExchange {
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";
    private static final String CONTENT_LENGTH = "Content-Length";

    private final HttpExchange exchange;
    private List<String> traceparent = List.of();
    private List<String> tracestate = List.of();
    private List<String> requestId = List.of();
    private List<String> caller = List.of();
    private List<String> deadline = List.of();
    private List<String> transferEncoding = List.of();
    private List<String> contentLength = List.of();
    private @Nullable Answer answer;
    private boolean counting;

    /** Finds all headers of interest in one pass: asked for one, the JDK makes a new string of the name each time. */
    JdkExchange(HttpExchange exchange) {
        this.exchange = exchange;
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            // The first letter is large and all others small, whatever was sent: so Headers promises.
            switch (header.getKey()) {
                case "Traceparent" -> traceparent = header.getValue();
                case "Tracestate" -> tracestate = header.getValue();
                case "X-request-id" -> requestId = header.getValue();
                case "Ops-caller" -> caller = header.getValue();
                case "Ops-deadline-ms" -> deadline = header.getValue();
                case "Transfer-encoding" -> transferEncoding = header.getValue();
                case "Content-length" -> contentLength = header.getValue();
                default -> {}
            }
        }
    }

    HttpExchange exchange() {
        return exchange;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public List<String> apply(String name) {
        return switch (name) {
            case RequestContext.TRACEPARENT_HEADER -> traceparent;
            case RequestContext.TRACESTATE_HEADER -> tracestate;
            case RequestContext.REQUEST_ID_HEADER -> requestId;
            case RequestContext.CALLER_HEADER -> caller;
            case RequestContext.DEADLINE_HEADER -> deadline;
            case TRANSFER_ENCODING -> transferEncoding;
            case CONTENT_LENGTH -> contentLength;
            default -> exchange.getRequestHeaders().getOrDefault(name, List.of());
        };
    }

    @Override
    public boolean mayHaveBody() {
        return !contentLength.isEmpty() || !transferEncoding.isEmpty();
    }

    @Override
    public @Nullable InetAddress peer() {
        InetSocketAddress address = exchange.getRemoteAddress();
        return address == null ? null : address.getAddress();
    }

    @Override
    public void answer(String header, String value) {
        exchange.getResponseHeaders().set(header, value);
    }

    /** Lets the guard see the body, if there may be one, and counts the answer where that is of use. */
    void watch(BodyGuard guard, boolean countAnswer) {
        counting = countAnswer;
        answer = new Answer(exchange.getResponseBody());
        exchange.setStreams(mayHaveBody() ? new Guarded(exchange.getRequestBody(), guard) : null, answer);
    }

    /** The bytes of the answer's body; -1 if nobody counted. */
    long sent() {
        return answer == null || !counting ? -1 : answer.count;
    }

    /** Whether the whole answer was given to the server. */
    boolean isEnded() {
        return answer != null && answer.ended && !answer.failed;
    }

    /** Whether it failed because the answer could not be sent, and not by itself. */
    boolean callerIsGone(Throwable error) {
        Throwable at = error;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if ((answer != null && at == answer.broken) || (at instanceof IOException && isOfHeaders(at))) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    /** The socket failed while the JDK's server sent the headers, which it does itself. */
    private static boolean isOfHeaders(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        if (trace.length == 0 || !trace[0].getClassName().startsWith("sun.")) {
            return false;
        }
        for (StackTraceElement frame : trace) {
            if (frame.getMethodName().equals("sendResponseHeaders")) {
                return !frame.getClassName().equals(trace[0].getClassName());
            }
        }
        return false;
    }

    private static final class Guarded extends FilterInputStream {
        private final BodyGuard guard;

        Guarded(InputStream body, BodyGuard guard) {
            super(body);
            this.guard = guard;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return guard.read(in, buffer, offset, length);
        }

        // The inherited one asks the JDK's stream, which neither knows the guard nor the end of the body.
        @Override
        public long skip(long bytes) throws IOException {
            byte[] unread = new byte[(int) Math.max(0, Math.min(bytes, 8_192))];
            long skipped = 0;
            while (skipped < bytes) {
                int read = read(unread, 0, (int) Math.min(unread.length, bytes - skipped));
                if (read < 0) {
                    break;
                }
                skipped += read;
            }
            return skipped;
        }
    }

    /** The JDK's server itself says so, of an answer that is longer or shorter than announced or was closed. */
    private static boolean isOfTheServer(IOException failed) {
        StackTraceElement[] trace = failed.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("sun.net.httpserver.");
    }

    private static final class Answer extends FilterOutputStream {
        private long count;
        private boolean ended;
        private boolean failed;
        private @Nullable IOException broken;

        Answer(OutputStream answer) {
            super(answer);
        }

        @Override
        public void write(int value) throws IOException {
            try {
                out.write(value);
            } catch (IOException failed) {
                throw kept(failed);
            }
            count++;
        }

        // The inherited one writes byte by byte.
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException failed) {
                throw kept(failed);
            }
            count += length;
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException failed) {
                throw kept(failed);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (IOException failed) {
                throw kept(failed);
            }
            ended = true;
        }

        private IOException kept(IOException failed) {
            this.failed = true;
            if (!isOfTheServer(failed)) {
                broken = failed;
            }
            return failed;
        }
    }
}

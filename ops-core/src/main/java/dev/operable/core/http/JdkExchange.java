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
    private @Nullable Counted answer;

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
        answer = countAnswer ? new Counted(exchange.getResponseBody()) : null;
        boolean body = mayHaveBody();
        if (body || answer != null) {
            exchange.setStreams(body ? new Guarded(exchange.getRequestBody(), guard) : null, answer);
        }
    }

    /** The bytes of the answer's body; -1 if nobody counted. */
    long sent() {
        return answer == null ? -1 : answer.count;
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
    }

    private static final class Counted extends FilterOutputStream {
        private long count;

        Counted(OutputStream answer) {
            super(answer);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        // The inherited one writes byte by byte.
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}

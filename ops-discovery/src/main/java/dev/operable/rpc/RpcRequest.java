package dev.operable.rpc;

import dev.operable.config.Check;
import dev.operable.core.http.RequestContext;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A request being built and then sent. Not safe for use by many threads. Sending waits for the whole answer; an interrupt
 * of the waiting thread cancels the call, keeps the thread's interrupt status and throws an {@link RpcException} of the kind
 * {@code REJECTED}.
 */
public final class RpcRequest {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String ACCEPT_ENCODING = "Accept-Encoding";
    static final Header GZIP = new Header(ACCEPT_ENCODING, "gzip");

    private final RpcClient client;
    private final String method;
    private final String uri;
    private final List<Header> headers = new ArrayList<>();
    private String target;
    private byte @Nullable [] body;
    private @Nullable StreamBody stream;
    private boolean streamRead;
    private boolean idempotent;
    private @Nullable Integer retries;
    private boolean hedge;
    private @Nullable Duration deadline;

    RpcRequest(RpcClient client, String method, String target, String uri) {
        this.client = client;
        this.method = Header.checkMethod(method);
        this.target = target;
        this.uri = uri;
        this.idempotent = WireRequest.IDEMPOTENT_METHODS.contains(method);
        this.hedge = client.options().hedge();
    }

    /**
     * Adds a header; a {@code Content-Type} and an {@code Idempotency-Key} replace the one before.
     *
     * @throws IllegalArgumentException if the name or the value has a character that a header cannot carry, if the
     *     transport sets this header itself, or if an idempotency key is blank
     */
    public RpcRequest header(String name, String value) {
        Header header = Header.checked(name, value);
        if (name.equalsIgnoreCase(CONTENT_TYPE) || name.equalsIgnoreCase(Header.IDEMPOTENCY_KEY)) {
            headers.removeIf(before -> before.name().equalsIgnoreCase(name));
        }
        headers.add(header);
        return this;
    }

    /**
     * Adds a query parameter; name and value are encoded here.
     *
     * @throws NullPointerException if the value is null: leave the parameter out then
     */
    public RpcRequest query(String name, Object value) {
        Objects.requireNonNull(value, () -> "The value of the query parameter \"" + name + "\" is null; leave it out.");
        target += (target.indexOf('?') < 0 ? '?' : '&')
                + PathTemplate.encode(name)
                + '='
                + PathTemplate.encode(String.valueOf(value));
        return this;
    }

    /** Sends a value as JSON, see {@link RpcClientsBuilder#json}. */
    public RpcRequest json(Object value) {
        return body(client.json().write(value), "application/json");
    }

    /** Sends bytes as they are. */
    public RpcRequest body(byte[] bytes, String contentType) {
        header(CONTENT_TYPE, contentType);
        body = bytes.clone();
        stream = null;
        return this;
    }

    /**
     * Sends what is left of a stream, in chunks, and closes it then. It can be read once, so no attempt follows one that has
     * begun to send, with an idempotency key or without, and this request can be sent once. It must not wait for long: nothing but its own end ends its {@code read}.
     */
    public RpcRequest body(InputStream content, String contentType) {
        return streamed(StreamBody.once(content), contentType);
    }

    /** Sends a file, in chunks; it is read again for each attempt, and is not kept in memory. */
    public RpcRequest body(Path file, String contentType) {
        return streamed(StreamBody.file(file), contentType);
    }

    /** Sends fields as a form ({@code application/x-www-form-urlencoded}), in UTF-8 and in this order; none may be null. */
    public RpcRequest form(Map<String, ?> fields) {
        StringJoiner form = new StringJoiner("&");
        fields.forEach((name, value) -> {
            Objects.requireNonNull(value, () -> "The field \"" + name + "\" of the form is null; leave it out.");
            form.add(PathTemplate.encode(name) + "=" + PathTemplate.encode(String.valueOf(value)));
        });
        return body(form.toString().getBytes(StandardCharsets.US_ASCII), "application/x-www-form-urlencoded");
    }

    /** Sends a form with files. */
    public RpcRequest multipart(RpcMultipart parts) {
        return streamed(parts.body(), parts.contentType());
    }

    private RpcRequest streamed(StreamBody content, String contentType) {
        header(CONTENT_TYPE, contentType);
        body = null;
        stream = content;
        streamRead = false;
        return this;
    }

    /**
     * Makes the call safe to repeat: the service promises to do the work of one key once. Sent as {@code
     * Idempotency-Key}; with it a POST is retried.
     */
    public RpcRequest idempotencyKey(String key) {
        return header(Header.IDEMPOTENCY_KEY, key);
    }

    /** The time of this whole call, instead of the client's; cut to what is left for the request that it is made for. */
    public RpcRequest deadline(Duration total) {
        RpcOptions.positive("deadline", total);
        deadline = total;
        return this;
    }

    /** How often this call may be tried again, instead of the client's {@code retries}; 0 to 10. */
    public RpcRequest retries(int most) {
        Check.between("retries", most, 0, RpcOptions.MOST_RETRIES);
        retries = most;
        return this;
    }

    /**
     * Whether a second attempt may be made beside one that is slow, instead of what the client's {@code hedge} says. It has no
     * effect on a request that must not be sent twice.
     */
    public RpcRequest hedge(boolean on) {
        hedge = on;
        return this;
    }

    /**
     * Sends, and returns an answer whose status is below 400.
     *
     * @throws RpcException if there is no such answer
     */
    public RpcResponse send() {
        return sending(false).send();
    }

    /**
     * Sends, and returns the answer whatever its status is.
     *
     * @throws RpcException if there is no answer
     */
    public RpcResponse exchange() {
        return sending(false).exchange();
    }

    /**
     * Sends, and reads a JSON answer whose status is below 400.
     *
     * @throws RpcException if there is no such answer; of the kind {@code BODY} if it is not JSON of that type
     */
    public <T> T as(Class<T> type) {
        return sending(false).as(type);
    }

    /** As {@link #as(Class)}, for types with arguments. */
    public <T> T as(JsonType<T> type) {
        return sending(false).as(type);
    }

    /** As {@link #as(Class)}, for adapters that know the type by reflection only. */
    public Object as(Type type) {
        return sending(false).as(type);
    }

    /**
     * As {@link #as(Class)}, with an answer of 404 as an empty one. A mistake in the path looks the same.
     *
     * @throws RpcException if there is another failure than 404
     */
    public <T> Optional<T> asOptional(Class<T> type) {
        return sending(false).asOptional(type);
    }

    /** As {@link #asOptional(Class)}, for types with arguments. */
    public <T> Optional<T> asOptional(JsonType<T> type) {
        return sending(false).asOptional(type);
    }

    /**
     * Sends, and returns an answer whose status is below 400 as soon as its head is there. What is measured, tried again and
     * counted ends with the head. The body may be of any size and take until the call's deadline.
     *
     * @throws RpcException if there is no such answer
     */
    public RpcStream stream() {
        return sending(true).stream();
    }

    /** The same for who does not want to wait. */
    public AsyncRpcRequest async() {
        return new AsyncRpcRequest(this);
    }

    /** Method, template and service, and nothing that may be a secret. */
    @Override
    public String toString() {
        return method + " " + uri + " of " + client.service();
    }

    RpcClient client() {
        return client;
    }

    Sending sending(boolean streamed) {
        return new Sending(call(streamed), client.pipeline(), client.json());
    }

    private Call call(boolean streamed) {
        readStream();
        List<Header> all = new ArrayList<>(headers.size() + 4);
        all.addAll(headers);
        client.suppliedHeaders().forEach((name, value) -> {
            if (!Header.isIn(headers, name)) {
                all.add(Header.checked(name, value.get()));
            }
        });
        Followed followed = client.followed();
        Duration total = deadline == null ? followed.deadline() : deadline;
        Duration time = total;
        Optional<RequestContext> context = RequestContext.current();
        if (context.isPresent()) {
            // How long an attempt may take and what it is called in the trace is each attempt's own.
            if (!context.get().traceState().isEmpty() && !Header.isIn(all, RequestContext.TRACESTATE_HEADER)) {
                all.add(new Header(
                        RequestContext.TRACESTATE_HEADER,
                        context.get().traceState().toString()));
            }
            if (!Header.isIn(all, RequestContext.REQUEST_ID_HEADER)) {
                all.add(new Header(
                        RequestContext.REQUEST_ID_HEADER, context.get().requestId()));
            }
            // No longer than whoever waits for the request that this call is made for.
            Duration left = context.get().remaining().orElse(total);
            time = left.compareTo(total) < 0 ? left : total;
        }
        if (!client.caller().isEmpty() && !Header.isIn(all, RequestContext.CALLER_HEADER)) {
            all.add(new Header(RequestContext.CALLER_HEADER, client.caller()));
        }
        if (!Header.isIn(all, ACCEPT_ENCODING)) {
            all.add(GZIP);
        }
        WireRequest wire = new WireRequest(
                method,
                target,
                all,
                compressed(all),
                stream,
                idempotent || Header.isIn(all, Header.IDEMPOTENCY_KEY),
                streamed,
                Header.isIn(all, RequestContext.TRACEPARENT_HEADER) ? null : context.orElse(null));
        int most = retries == null ? followed.retries() : retries;
        return new Call(client.service(), uri, wire, time, most, hedge && !streamed);
    }

    private byte[] compressed(List<Header> all) {
        byte[] plain = Objects.requireNonNullElse(body, WireRequest.NO_BODY);
        if (!client.options().gzip() || plain.length < Gzip.WORTH_IT || Header.isIn(all, Gzip.CONTENT_ENCODING)) {
            return plain;
        }
        all.add(new Header(Gzip.CONTENT_ENCODING, "gzip"));
        return Gzip.compressed(plain);
    }

    /** Without it, a second send would send nothing and succeed. */
    private void readStream() {
        if (stream == null || stream.repeatable()) {
            return;
        }
        if (streamRead) {
            throw new IllegalStateException("The body of " + this + " is a stream, which is sent once, and it was."
                    + " Make a request with a new stream, or send a file, which is read again.");
        }
        streamRead = true;
    }
}

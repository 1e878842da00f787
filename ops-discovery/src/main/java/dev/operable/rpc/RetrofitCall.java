package dev.operable.rpc;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import kotlin.jvm.JvmClassMappingKt;
import kotlin.jvm.functions.Function0;
import kotlin.reflect.KClass;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** A call of Retrofit's, made by our pipeline in place of OkHttp. */
final class RetrofitCall implements Call {
    /** OkHttp's word, which its users compare. */
    private static final String CANCELED = "Canceled";

    private final RpcClient client;
    private final Request request;
    private final AtomicBoolean executed = new AtomicBoolean();
    private final ConcurrentMap<Class<?>, Object> tags = new ConcurrentHashMap<>();
    private volatile boolean cancelled;
    private volatile @Nullable CompletableFuture<RpcResponse> running;
    private volatile @Nullable Sending sent;
    private volatile @Nullable RpcResponse answered;
    private volatile @Nullable RpcException failed;

    RetrofitCall(RpcClient client, Request request) {
        this.client = client;
        // What Retrofit makes of an answer does not say what was tried for it; this does.
        this.request = request.newBuilder().tag(RetrofitCall.class, this).build();
    }

    /** The one that makes, or made, a call of Retrofit's own. */
    static RetrofitCall of(Request request) {
        return Objects.requireNonNull(request.tag(RetrofitCall.class), "each request is given its call");
    }

    @Override
    public Response execute() throws IOException {
        Sending sending = begun().sending(false);
        CallFuture<RpcResponse> future = new CallFuture<>();
        running(future);
        RpcResponse answer = null;
        RpcException failure = null;
        future.begins();
        try {
            // One that was cancelled before is so already.
            answer = future.isDone() ? null : send(sending);
        } catch (RpcException e) {
            failure = e;
        } finally {
            future.ends();
        }
        if (future.isCancelled()) {
            Thread.interrupted(); // ours
            throw new IOException(CANCELED, failure);
        }
        return answer == null ? answer(failure) : answer(answer);
    }

    /** One way for who waits and who does not. */
    private RpcResponse send(Sending sending) {
        sent = sending;
        try {
            RpcResponse answer = sending.send();
            answered = answer;
            return answer;
        } catch (RpcException failure) {
            failed = failure;
            throw failure;
        }
    }

    /** Why there is no answer below 400; null while there is none or if there is one. */
    @Nullable
    RpcException failed() {
        return failed;
    }

    /** The answer below 400; null if there is none. */
    @Nullable
    RpcResponse answered() {
        return answered;
    }

    /** Its JSON, or the failure to read it, as {@link RpcRequest#as(Type)} has them. */
    Object as(RpcResponse answer, Type type) {
        return client.json().read(answer, type, call());
    }

    RpcException unreadable(RpcResponse answer, String what) {
        return call().unreadable(answer, what + Json.shown(answer), null);
    }

    private dev.operable.rpc.Call call() {
        return Objects.requireNonNull(sent, "an answer comes after the request").call();
    }

    @Override
    public void enqueue(Callback callback) {
        CompletableFuture<RpcResponse> future;
        try {
            future = begun().async().start(false, this::send);
        } catch (IOException e) {
            callback.onFailure(this, e);
            return;
        }
        running(future);
        CompletableFuture<RpcResponse> ignored = future.whenComplete((answer, failure) -> {
            try {
                callback.onResponse(this, answer == null ? answer(failure) : answer(answer));
            } catch (IOException e) {
                callback.onFailure(this, e);
            } catch (RuntimeException | Error e) {
                // Whatever it is: who is not told would wait for ever.
                callback.onFailure(this, new IOException("The answer could not be handed over.", e));
            }
        });
    }

    private void running(CompletableFuture<RpcResponse> future) {
        running = future;
        if (cancelled) {
            future.cancel(true);
        }
    }

    private RpcRequest begun() throws IOException {
        if (!executed.compareAndSet(false, true)) {
            throw new IllegalStateException("This call was made already. Make another one with clone().");
        }
        if (cancelled) {
            throw new IOException(CANCELED);
        }
        HttpUrl url = request.url();
        if (!url.resolve("/").equals(RetrofitInterfaces.BASE)) {
            throw new IllegalArgumentException("This interface calls " + client.service()
                    + " and nobody else, so that its URLs must be" + " paths: " + url.redact());
        }
        String query = url.encodedQuery();
        String target = url.encodedPath() + (query == null ? "" : "?" + query);
        RpcRequest begun = client.encoded(request.method(), target, RetrofitTemplate.of(request));
        RequestBody body = request.body();
        if (body != null) {
            Buffer content = new Buffer();
            body.writeTo(content);
            MediaType type = body.contentType();
            begun.body(content.readByteArray(), type == null ? "application/octet-stream" : type.toString());
        }
        request.headers().forEach(header -> begun.header(header.getFirst(), header.getSecond()));
        return begun;
    }

    private Response answer(@Nullable Throwable failure) throws IOException {
        if (failure instanceof RpcException told && told.kind() == RpcException.Kind.STATUS) {
            // The exception goes along, for who wants it instead of the answer.
            Request asked = request.newBuilder().tag(RpcException.class, told).build();
            return answer(told.response().orElseThrow(), asked);
        }
        if (failure instanceof CancellationException) {
            throw new IOException(CANCELED, failure);
        }
        throw new IOException(failure == null ? "" : failure.getMessage(), failure);
    }

    private Response answer(RpcResponse answer) {
        return answer(answer, request);
    }

    private static Response answer(RpcResponse answer, Request asked) {
        Headers.Builder headers = new Headers.Builder();
        answer.headers().forEach((name, values) -> {
            if (canBeNamed(name)) {
                // As OkHttp reads answers: the rule that values are ASCII is one of requests.
                values.forEach(value -> headers.addUnsafeNonAscii(name, value));
            }
        });
        MediaType type = answer.header("Content-Type").map(MediaType::parse).orElse(null);
        return new Response.Builder()
                .request(asked)
                .protocol(Protocol.HTTP_1_1)
                .code(answer.status())
                .message("")
                .headers(headers.build())
                .body(ResponseBody.create(answer.body(), type))
                .build();
    }

    /** Another name cannot be put into OkHttp's headers, and one that nobody reads must not cost the answer. */
    private static boolean canBeNamed(String header) {
        return !header.isEmpty() && header.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    @Override
    public void cancel() {
        cancelled = true;
        CompletableFuture<RpcResponse> future = running;
        if (future != null) {
            future.cancel(true);
        }
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public boolean isExecuted() {
        return executed.get();
    }

    @Override
    public boolean isCanceled() {
        return cancelled;
    }

    /** The deadline is that of the client's options. */
    @Override
    public Timeout timeout() {
        return Timeout.NONE;
    }

    @Override
    public void addEventListener(EventListener listener) {
        throw new UnsupportedOperationException("There are no events of OkHttp, since it does not make the call.");
    }

    @Override
    public <T> @Nullable T tag(KClass<T> type) {
        return tag(JvmClassMappingKt.getJavaClass(type));
    }

    @Override
    public <T> @Nullable T tag(Class<? extends T> type) {
        Object own = tags.get(type);
        return own == null ? request.tag(type) : type.cast(own);
    }

    @Override
    public <T> T tag(KClass<T> type, Function0<? extends T> first) {
        return tag(JvmClassMappingKt.getJavaClass(type), first);
    }

    @Override
    public <T> T tag(Class<T> type, Function0<? extends T> first) {
        T known = tag(type);
        return known == null ? type.cast(tags.computeIfAbsent(type, t -> first.invoke())) : known;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public Call clone() {
        return new RetrofitCall(client, request);
    }
}

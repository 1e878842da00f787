package dev.operable.rpc;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import kotlin.Unit;
import okhttp3.Request;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.CallAdapter;
import retrofit2.Response;
import retrofit2.Retrofit;

/** Methods that return the value itself and wait for it, or a future of it; either perhaps as an {@code Optional}. */
final class RetrofitDirect extends CallAdapter.Factory {
    private static final int NOT_FOUND = 404;
    /** What any answer of 2xx can be, whatever its body. */
    private static final Set<Type> NOT_JSON = Set.of(Void.class, Unit.class, String.class, ResponseBody.class);

    private final String service;

    RetrofitDirect(String service) {
        this.service = service;
    }

    @Override
    public @Nullable CallAdapter<?, ?> get(Type returned, Annotation[] annotations, Retrofit retrofit) {
        boolean later = getRawType(returned) == CompletableFuture.class;
        Type value =
                later && returned instanceof ParameterizedType future ? getParameterUpperBound(0, future) : returned;
        Class<?> raw = getRawType(value);
        if (raw == Call.class || raw == CompletableFuture.class || (later && raw == Response.class)) {
            return null; // Retrofit's own
        }
        Adapter adapter = raw == Optional.class && value instanceof ParameterizedType optional
                ? new Adapter(getParameterUpperBound(0, optional), true)
                : new Adapter(value, false);
        return later ? new Later(adapter) : adapter;
    }

    /** The same for who does not wait. */
    private record Later(Adapter adapter) implements CallAdapter<Object, CompletableFuture<@Nullable Object>> {
        @Override
        public Type responseType() {
            return adapter.responseType();
        }

        @Override
        public CompletableFuture<@Nullable Object> adapt(Call<Object> call) {
            return RetrofitFuture.begun(call, adapter::value, adapter::failed);
        }
    }

    private final class Adapter implements CallAdapter<Object, @Nullable Object> {
        private final Type type;
        private final boolean optional;

        Adapter(Type type, boolean optional) {
            this.type = type;
            this.optional = optional;
        }

        @Override
        public Type responseType() {
            return type;
        }

        @Override
        public @Nullable Object adapt(Call<Object> call) {
            Response<Object> answer;
            try {
                answer = call.execute();
            } catch (IOException e) {
                return failed(call, e);
            }
            return value(call, answer);
        }

        private @Nullable Object value(Call<Object> call, Response<Object> response) {
            RetrofitCall made = RetrofitCall.of(call.request());
            RpcResponse answer = made.answered();
            if (answer == null) {
                return absent(made.failed());
            }
            Object read = response.body();
            if (NOT_JSON.contains(type)) {
                if (!response.isSuccessful()) {
                    throw made.unreadable(answer, "is that of a redirect, which is not followed");
                }
                return given(read == null && type == String.class ? "" : read);
            }
            boolean json = response.isSuccessful() && read != null && answer.isJson();
            return given(json ? read : made.as(answer, type));
        }

        private @Nullable Object given(@Nullable Object value) {
            return optional ? Optional.ofNullable(value) : value;
        }

        /** Empty for 404, if that is asked for. */
        private Object absent(@Nullable RpcException failure) {
            if (failure == null) {
                throw new IllegalStateException("Retrofit has an answer that " + service + " did not give.");
            }
            if (optional && failure.status().orElse(0) == NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }

        /** Retrofit has no answer, or could not read it. */
        private @Nullable Object failed(Call<Object> call, Throwable failure) {
            Request request = call.request();
            RetrofitCall made = RetrofitCall.of(request);
            RpcResponse answer = made.answered();
            if (answer != null && !NOT_JSON.contains(type)) {
                return given(made.as(answer, type)); // which says what is wrong with it
            }
            Throwable why = failure instanceof IOException && failure.getCause() != null ? failure.getCause() : failure;
            if (why instanceof RuntimeException fault) {
                throw fault; // most of them the call's own, with its attempts
            }
            if (why instanceof Error error) {
                throw error;
            }
            throw new RpcException(
                    RpcException.Kind.BODY,
                    service,
                    List.of(),
                    null,
                    "calling " + service + " failed: " + failure.getMessage() + " (" + request.method() + ' '
                            + RetrofitTemplate.of(request) + ")",
                    failure);
        }
    }
}

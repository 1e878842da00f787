package dev.operable.rpc;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.CallAdapter;
import retrofit2.Response;
import retrofit2.Retrofit;

/** Methods that return the value itself, or an {@code Optional} of it, and wait for it. */
final class RetrofitDirect extends CallAdapter.Factory {
    private static final int NOT_FOUND = 404;

    private final String service;

    RetrofitDirect(String service) {
        this.service = service;
    }

    @Override
    public @Nullable CallAdapter<?, ?> get(Type returned, Annotation[] annotations, Retrofit retrofit) {
        Class<?> raw = getRawType(returned);
        if (raw == Call.class || raw == CompletableFuture.class) {
            return null; // Retrofit's own
        }
        boolean optional = raw == Optional.class && returned instanceof ParameterizedType;
        Type read = optional ? getParameterUpperBound(0, (ParameterizedType) returned) : returned;
        return new Adapter(read, optional);
    }

    private final class Adapter implements CallAdapter<Object, @Nullable Object> {
        private final Type read;
        private final boolean optional;

        Adapter(Type read, boolean optional) {
            this.read = read;
            this.optional = optional;
        }

        @Override
        public Type responseType() {
            return read;
        }

        @Override
        public @Nullable Object adapt(Call<Object> call) {
            Response<Object> answer = answer(call);
            if (optional && answer.code() == NOT_FOUND) {
                return Optional.empty();
            }
            if (!answer.isSuccessful()) {
                throw failure(answer);
            }
            return optional ? Optional.ofNullable(answer.body()) : answer.body();
        }

        private Response<Object> answer(Call<Object> call) {
            try {
                return call.execute();
            } catch (IOException e) {
                if (e.getCause() instanceof RpcException failed) {
                    throw failed;
                }
                Request request = call.request();
                throw new RpcException(
                        RpcException.Kind.BODY,
                        service,
                        List.of(),
                        null,
                        "calling " + service + " failed: " + e.getMessage() + " (" + request.method() + ' '
                                + RetrofitTemplate.of(request) + ")",
                        e);
            }
        }

        /** The one that came with it; an answer below 400 that is not 2xx is no failure of the call, but has no body. */
        private RpcException failure(Response<Object> answer) {
            Request request = answer.raw().request();
            RpcException failed = request.tag(RpcException.class);
            return failed != null
                    ? failed
                    : new RpcException(
                            RpcException.Kind.STATUS,
                            service,
                            List.of(),
                            null,
                            "calling " + service + " failed: its answer has the status " + answer.code() + " ("
                                    + request.method() + ' ' + RetrofitTemplate.of(request) + ")",
                            null);
        }
    }
}

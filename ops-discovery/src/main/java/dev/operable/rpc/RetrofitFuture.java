package dev.operable.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Callback;
import retrofit2.Response;

/** The future of a call of Retrofit's. Cancelling it cancels the call. */
final class RetrofitFuture extends CompletableFuture<@Nullable Object> implements Callback<Object> {
    private final Call<Object> call;
    private final BiFunction<Call<Object>, Response<Object>, @Nullable Object> value;
    private final BiFunction<Call<Object>, Throwable, @Nullable Object> failed;

    private RetrofitFuture(
            Call<Object> call,
            BiFunction<Call<Object>, Response<Object>, @Nullable Object> value,
            BiFunction<Call<Object>, Throwable, @Nullable Object> failed) {
        this.call = call;
        this.value = value;
        this.failed = failed;
    }

    /** Begins the call; its value is what one of the two makes of its end, or what they throw. */
    static RetrofitFuture begun(
            Call<Object> call,
            BiFunction<Call<Object>, Response<Object>, @Nullable Object> value,
            BiFunction<Call<Object>, Throwable, @Nullable Object> failed) {
        RetrofitFuture future = new RetrofitFuture(call, value, failed);
        call.enqueue(future);
        return future;
    }

    @Override
    public void onResponse(Call<Object> made, Response<Object> response) {
        complete(() -> value.apply(made, response));
    }

    @Override
    public void onFailure(Call<Object> made, Throwable failure) {
        complete(() -> failed.apply(made, failure));
    }

    private void complete(Supplier<@Nullable Object> how) {
        try {
            complete(how.get());
        } catch (RuntimeException | Error e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            call.cancel();
        }
        return cancelled;
    }

    /** Futures made of this one are ordinary ones: cancelling them says nothing about the call. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}

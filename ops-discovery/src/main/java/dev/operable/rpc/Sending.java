package dev.operable.rpc;

import java.lang.reflect.Type;
import java.util.Optional;

/** A request as it was when it was sent, and the ways to read its answer. Used once, by one thread. */
final class Sending {
    private static final int NOT_FOUND = 404;

    private final Call call;
    private final Step pipeline;
    private final Json json;

    Sending(Call call, Step pipeline, Json json) {
        this.call = call;
        this.pipeline = pipeline;
        this.json = json;
    }

    Call call() {
        return call;
    }

    RpcResponse exchange() {
        return call.answerOf(pipeline.run(call));
    }

    RpcResponse send() {
        return call.successOf(pipeline.run(call));
    }

    Object as(Type type) {
        return json.read(send(), type, call);
    }

    // Of what was read as a type, which the compiler cannot know: int.class for one is a Class<Integer>.

    @SuppressWarnings("unchecked")
    <T> T as(Class<T> type) {
        return (T) as((Type) type);
    }

    @SuppressWarnings("unchecked")
    <T> T as(JsonType<T> type) {
        return (T) as(type.type());
    }

    @SuppressWarnings("unchecked")
    <T> Optional<T> asOptional(Class<T> type) {
        return (Optional<T>) asOptional((Type) type);
    }

    @SuppressWarnings("unchecked")
    <T> Optional<T> asOptional(JsonType<T> type) {
        return (Optional<T>) asOptional(type.type());
    }

    private Optional<Object> asOptional(Type type) {
        Outcome outcome = pipeline.run(call);
        RpcResponse answer = outcome.answer();
        return answer != null && answer.status() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(json.read(call.successOf(outcome), type, call));
    }

    RpcStream stream() {
        return new RpcStream(send());
    }
}

package dev.operable.spring;

import java.nio.file.Path;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer that is counted, and is another one where the body of the request was too long. */
class WatchedResponse extends ServerHttpResponseDecorator {
    private final WebCall call;

    private WatchedResponse(ServerHttpResponse response, WebCall call) {
        super(response);
        this.call = call;
    }

    static WatchedResponse of(ServerHttpResponse response, WebCall call) {
        return response instanceof ZeroCopyHttpOutputMessage files
                ? new OfFiles(response, files, call)
                : new WatchedResponse(response, call);
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return call.isTooLong()
                ? instead(Flux.from(body))
                : super.writeWith(
                        body instanceof Mono<? extends DataBuffer> one
                                ? one.doOnNext(this::count)
                                : Flux.from(body).doOnNext(this::count));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        if (call.isTooLong()) {
            return instead(Flux.from(body).concatMap(Flux::from));
        }
        call.streams();
        return super.writeAndFlushWith(
                Flux.from(body).map(part -> Flux.from(part).doOnNext(this::count)));
    }

    @Override
    public Mono<Void> setComplete() {
        return call.isTooLong() ? call.badBody() : super.setComplete();
    }

    private Mono<Void> instead(Flux<? extends DataBuffer> unsent) {
        return unsent.doOnNext(DataBufferUtils::release).onErrorComplete().then(call.badBody());
    }

    final void count(DataBuffer part) {
        call.sent(part.readableByteCount());
    }

    /** Of a server that can send a file by itself. */
    private static final class OfFiles extends WatchedResponse implements ZeroCopyHttpOutputMessage {
        private final ZeroCopyHttpOutputMessage files;
        private final WebCall call;

        OfFiles(ServerHttpResponse response, ZeroCopyHttpOutputMessage files, WebCall call) {
            super(response, call);
            this.files = files;
            this.call = call;
        }

        @Override
        public Mono<Void> writeWith(Path file, long position, long count) {
            if (call.isTooLong()) {
                return call.badBody();
            }
            call.sent(count);
            return files.writeWith(file, position, count);
        }
    }
}

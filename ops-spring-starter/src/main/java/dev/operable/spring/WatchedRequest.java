package dev.operable.spring;

import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** A request whose body is looked at while it is read. */
final class WatchedRequest extends ServerHttpRequestDecorator {
    private final WebCall call;

    WatchedRequest(ServerHttpRequest request, WebCall call) {
        super(request);
        this.call = call;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return super.getBody()
                .transform(Operators.<DataBuffer, DataBuffer>lift((body, reader) -> new WatchedBody(reader, call)));
    }

    // Spring gives those of the exchange to requests that it made itself.
    @Override
    public Map<String, Object> getAttributes() {
        return call.attributes();
    }
}

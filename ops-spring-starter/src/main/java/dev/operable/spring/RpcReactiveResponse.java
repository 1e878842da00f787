package dev.operable.spring;

import dev.operable.rpc.RpcResponse;
import java.net.HttpCookie;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;

/** An answer as {@code WebClient} reads it, whatever its status. */
final class RpcReactiveResponse implements ClientHttpResponse {
    private final RpcResponse response;
    private final HttpHeaders headers = new HttpHeaders();

    RpcReactiveResponse(RpcResponse response) {
        this.response = response;
        response.headers().forEach(headers::addAll);
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(response.status());
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(response.body())));
    }

    /** One that is none is left out. */
    @Override
    public MultiValueMap<String, ResponseCookie> getCookies() {
        MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
        for (String header : headers.getOrEmpty(HttpHeaders.SET_COOKIE)) {
            for (HttpCookie cookie : parsed(header)) {
                cookies.add(cookie.getName(), made(cookie));
            }
        }
        return cookies;
    }

    private static List<HttpCookie> parsed(String header) {
        try {
            return HttpCookie.parse("Set-Cookie: " + header);
        } catch (IllegalArgumentException none) {
            return List.of();
        }
    }

    private static ResponseCookie made(HttpCookie cookie) {
        return ResponseCookie.fromClientResponse(cookie.getName(), cookie.getValue())
                .maxAge(cookie.getMaxAge())
                .domain(cookie.getDomain())
                .path(cookie.getPath())
                .secure(cookie.getSecure())
                .httpOnly(cookie.isHttpOnly())
                .build();
    }
}

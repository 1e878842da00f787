package dev.operable.spring;

import dev.operable.rpc.RpcResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer as Spring's clients read it, whatever its status. */
final class RpcHttpResponse implements ClientHttpResponse {
    private final RpcResponse response;
    private final HttpHeaders headers = new HttpHeaders();

    RpcHttpResponse(RpcResponse response) {
        this.response = response;
        response.headers().forEach(headers::addAll);
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(response.status());
    }

    @Override
    public String getStatusText() {
        return "";
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return new ByteArrayInputStream(response.body());
    }

    @Override
    public void close() {
        // It was read to its end.
    }
}

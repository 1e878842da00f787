package dev.operable.spring;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcException;
import dev.operable.rpc.RpcRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/** A request of Spring's clients, sent to a service by its name under the whole policy. */
final class RpcHttpRequest implements ClientHttpRequest {
    private static final String URI_TEMPLATE = RestClient.class.getName() + ".uriTemplate";

    private final RpcClient client;
    private final URI uri;
    private final HttpMethod method;
    private final HttpHeaders headers = new HttpHeaders();
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    RpcHttpRequest(RpcClient client, URI uri, HttpMethod method) {
        this.client = client;
        this.uri = uri;
        this.method = method;
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public OutputStream getBody() {
        return body;
    }

    @Override
    public ClientHttpResponse execute() throws IOException {
        RpcRequest request =
                SpringCall.of(client, method, uri, attributes.get(URI_TEMPLATE), headers, body.toByteArray());
        try {
            return new RpcHttpResponse(request.exchange());
        } catch (RpcException failed) {
            // What Spring's clients take for a transport's failure.
            throw new IOException(failed.getMessage(), failed);
        }
    }
}

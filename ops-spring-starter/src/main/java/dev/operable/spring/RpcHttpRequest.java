package dev.operable.spring;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcException;
import dev.operable.rpc.RpcRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/** A request of Spring's clients, sent to a service by its name under the whole policy. */
final class RpcHttpRequest implements ClientHttpRequest {
    private static final String URI_TEMPLATE = RestClient.class.getName() + ".uriTemplate";
    /** In the metrics, for requests of which only the path itself is known: a path would be a series of its own. */
    private static final String ANY_PATH = "/**";

    private static final Set<String> OF_THE_TRANSPORT =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

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
        RpcRequest request = client.encoded(method.name(), target(), template());
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_TRANSPORT.contains(lower) && !lower.equals("content-type")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        if (body.size() > 0) {
            request.body(body.toByteArray(), type == null ? "application/octet-stream" : type);
        } else if (type != null) {
            request.header(HttpHeaders.CONTENT_TYPE, type);
        }
        try {
            return new RpcHttpResponse(request.exchange());
        } catch (RpcException failed) {
            // What Spring's clients take for a transport's failure.
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private String target() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** {@code /links/{code}/hits} of {@code http://hits/links/{code}/hits?from={from}}. */
    private String template() {
        if (!(attributes.get(URI_TEMPLATE) instanceof String text)) {
            return ANY_PATH;
        }
        int authority = text.indexOf("://");
        int path = text.indexOf('/', authority < 0 ? 0 : authority + "://".length());
        String template = path < 0 ? "/" : text.substring(path).split("[?#]", 2)[0];
        return template.startsWith("//") ? ANY_PATH : template;
    }
}

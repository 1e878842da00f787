package dev.operable.spring;

import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** Makes one of our requests of what Spring's clients, blocking or not, know of theirs. */
final class SpringCall {
    /** In the metrics, for requests of which only the path itself is known: a path would be a series of its own. */
    private static final String ANY_PATH = "/**";

    private static final Set<String> OF_THE_TRANSPORT =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private SpringCall() {}

    /**
     * @param template the text that the client made the URI of; anything else than a text is none
     * @throws IllegalArgumentException if a header cannot be sent as it is
     */
    static RpcRequest of(
            RpcClient client, HttpMethod method, URI uri, @Nullable Object template, HttpHeaders headers, byte[] body) {
        RpcRequest request = client.encoded(method.name(), target(uri), path(template));
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_TRANSPORT.contains(lower) && !lower.equals("content-type")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        if (body.length > 0) {
            request.body(body, type == null ? "application/octet-stream" : type);
        } else if (type != null) {
            request.header(HttpHeaders.CONTENT_TYPE, type);
        }
        return request;
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** {@code /links/{code}/hits} of {@code http://hits/links/{code}/hits?from={from}}. */
    private static String path(@Nullable Object of) {
        if (!(of instanceof String text)) {
            return ANY_PATH;
        }
        int authority = text.indexOf("://");
        int path = text.indexOf('/', authority < 0 ? 0 : authority + "://".length());
        String template = path < 0 ? "/" : text.substring(path).split("[?#]", 2)[0];
        return template.startsWith("//") ? ANY_PATH : template;
    }
}

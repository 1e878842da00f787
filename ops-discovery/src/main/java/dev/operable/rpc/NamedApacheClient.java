package dev.operable.rpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Apache's client for code that has one: services are called by our pipeline, every other address by the one inside. */
final class NamedApacheClient extends CloseableHttpClient {
    private final NamedTarget targets;
    private final CloseableHttpClient others;

    private NamedApacheClient(NamedTarget targets, CloseableHttpClient others) {
        this.targets = targets;
        this.others = others;
    }

    /** Not by its own type, which a class that returns it as the other would load to be verified. */
    static CloseableHttpClient of(NamedTarget targets, CloseableHttpClient others) {
        return new NamedApacheClient(targets, others);
    }

    @Override
    protected CloseableHttpResponse doExecute(
            @Nullable HttpHost target, ClassicHttpRequest request, @Nullable HttpContext context) throws IOException {
        URI uri = uri(target, request);
        RpcClient client = targets.client(uri);
        if (client == null) {
            return CloseableHttpResponse.adapt(others.executeOpen(target, request, context));
        }
        RpcRequest rpc = rpc(client, uri, request);
        Timeout within = config(request, context).getResponseTimeout();
        if (within != null
                && within.isEnabled()
                && within.toDuration().compareTo(client.options().deadline()) < 0) {
            rpc.deadline(within.toDuration());
        }
        try {
            return CloseableHttpResponse.adapt(answer(request.getMethod(), exchange(rpc.sending(false), request)));
        } catch (RpcException failed) {
            // What users of this client take for a transport's failure.
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private static URI uri(@Nullable HttpHost target, ClassicHttpRequest request) throws IOException {
        try {
            URI uri = request.getUri();
            return uri.isAbsolute() || target == null
                    ? uri
                    : URI.create(target.toURI()).resolve(uri);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException("The address of the request is not a URI.", e);
        }
    }

    private static RpcRequest rpc(RpcClient client, URI uri, ClassicHttpRequest request) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpEntity entity = request.getEntity();
        if (entity != null) {
            entity.writeTo(body);
        }
        try {
            RpcRequest rpc = client.encoded(request.getMethod(), NamedTarget.target(uri), NamedTarget.ANY_PATH);
            if (entity != null) {
                String type = entity.getContentType();
                rpc.body(body.toByteArray(), type == null ? "application/octet-stream" : type);
                if (entity.getContentEncoding() != null) {
                    rpc.header(HttpHeaders.CONTENT_ENCODING, entity.getContentEncoding());
                }
            }
            for (Header header : request.getHeaders()) {
                if (!NamedTarget.ofTheTransport(header.getName())) {
                    rpc.header(header.getName(), Objects.requireNonNullElse(header.getValue(), ""));
                }
            }
            return rpc;
        } catch (IllegalArgumentException refused) {
            // Of a request that this client's own rules let pass.
            throw new IOException(refused.getMessage(), refused);
        }
    }

    /** As the client inside looks for it: what the request says, then its context, then the client. */
    private RequestConfig config(ClassicHttpRequest request, @Nullable HttpContext context) {
        RequestConfig config = request instanceof Configurable asked ? asked.getConfig() : null;
        if (config == null && context instanceof HttpClientContext known) {
            config = known.getRequestConfig();
        }
        if (config == null && others instanceof Configurable usual) {
            config = usual.getConfig();
        }
        return config == null ? RequestConfig.DEFAULT : config;
    }

    /** On this thread, which {@code cancel()} of the request interrupts while the call runs. */
    private static RpcResponse exchange(Sending sending, ClassicHttpRequest request) throws IOException {
        if (!(request instanceof CancellableDependency cancellable)) {
            return sending.exchange();
        }
        CallFuture<RpcResponse> running = new CallFuture<>();
        cancellable.setDependency(() -> running.cancel(true));
        RpcResponse answer = null;
        RpcException failure = null;
        running.begins();
        try {
            // One that was cancelled before is so already.
            answer = running.isDone() ? null : sending.exchange();
        } catch (RpcException e) {
            failure = e;
        } finally {
            running.ends();
        }
        if (running.isCancelled()) {
            Thread.interrupted(); // ours
            throw new RequestFailedException("Request aborted", failure);
        }
        if (answer == null) {
            throw Objects.requireNonNull(failure, "it was sent");
        }
        return answer;
    }

    private static BasicClassicHttpResponse answer(String method, RpcResponse answer) {
        BasicClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        answer.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        if (MessageSupport.canResponseHaveBody(method, response)) {
            // Its character set is what users read the text by.
            ContentType type = answer.header(HttpHeaders.CONTENT_TYPE)
                    .map(ContentType::parseLenient)
                    .orElse(null);
            String encoding = answer.header(HttpHeaders.CONTENT_ENCODING).orElse(null);
            response.setEntity(new ByteArrayEntity(answer.body(), type, encoding));
        }
        return response;
    }

    /** Closes the client inside, whose owner made this one of it; the services' connections are not its. */
    @Override
    public void close() throws IOException {
        others.close();
    }

    @Override
    public void close(CloseMode mode) {
        others.close(mode);
    }
}

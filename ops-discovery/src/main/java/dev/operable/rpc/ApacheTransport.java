package dev.operable.rpc;

import dev.operable.discovery.ServiceInstance;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5 classic with everything off that would act on its own: retries, redirects, cookies, challenges. */
final class ApacheTransport implements Transport {
    /** The shortest idle time of usual servers is 5 s; a connection must be gone before its server closes it. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(4);
    /** A connection that was unused this long is checked first: it costs 1 ms, and finds a server that is gone. */
    private static final TimeValue CHECKED_AFTER = TimeValue.ofMilliseconds(200);

    private static final int CONNECTIONS = 500;
    private static final int CHUNK = 8192;

    private final HttpHost host;
    private final HostLookup lookup;
    private final int answerBytes;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    ApacheTransport(ServiceInstance instance, RpcOptions options) {
        this(instance, options, CONNECTIONS);
    }

    ApacheTransport(ServiceInstance instance, RpcOptions options, int most) {
        this(instance, options, most, InetAddress::getAllByName);
    }

    ApacheTransport(ServiceInstance instance, RpcOptions options, int most, HostLookup.Resolver resolver) {
        host = new HttpHost("http", instance.host(), instance.port());
        lookup = new HostLookup(host.getHostName(), resolver, options.connectTimeout(), Time.system());
        answerBytes = options.answerBytes();
        connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(most)
                .setMaxConnTotal(most)
                .setDnsResolver(lookup)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(options.connectTimeout()))
                        .setIdleTimeout(Timeout.of(IDLE.toDuration()))
                        .setValidateAfterInactivity(CHECKED_AFTER)
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .build();
    }

    @Override
    public RpcResponse send(WireRequest request, Guard guard) throws TransportException {
        lookup.await(guard);
        ApacheRequest message = new ApacheRequest(request.method(), host, request.target());
        for (Header header : request.headers()) {
            message.addHeader(header.name(), header.value());
        }
        long millis = guard.remainingMillis();
        message.addHeader(Header.DEADLINE, Long.toString(millis));
        if (request.body().length > 0) {
            message.setEntity(new ByteArrayEntity(request.body(), null));
        }
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(millis, TimeUnit.MILLISECONDS)
                .setResponseTimeout(millis, TimeUnit.MILLISECONDS)
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build());
        guard.onCancel(message::cancel);
        ClassicHttpResponse response;
        try {
            response = client.executeOpen(host, message, context);
        } catch (IOException | IllegalStateException e) {
            throw new TransportException(failureBeforeAnswer(e, guard, message), e);
        }
        return read(response, message, guard);
    }

    private RpcResponse read(ClassicHttpResponse response, ApacheRequest message, Guard guard)
            throws TransportException {
        try (response) {
            boolean complete = false;
            try {
                byte[] body = body(response.getEntity());
                complete = true;
                return new RpcResponse(response.getCode(), headers(response), body);
            } finally {
                if (!complete) {
                    // Before the answer is closed: closing alone would read the rest of it first.
                    message.cancel();
                }
            }
        } catch (TransportException e) {
            throw e;
        } catch (IOException | IllegalStateException e) {
            throw new TransportException(failureInAnswer(e, guard), e);
        }
    }

    private byte[] body(HttpEntity entity) throws IOException {
        if (entity == null) {
            return WireRequest.NO_BODY;
        }
        long length = entity.getContentLength();
        if (length > answerBytes) {
            throw new TransportException(Failure.BODY_TOO_LARGE, null);
        }
        InputStream content = entity.getContent();
        byte[] bytes = new byte[length >= 0 ? (int) length : CHUNK];
        int read = 0;
        while (true) {
            if (read == bytes.length) {
                int next = content.read();
                if (next < 0) {
                    return bytes;
                }
                if (read == answerBytes) {
                    throw new TransportException(Failure.BODY_TOO_LARGE, null);
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(answerBytes, Math.max(CHUNK, bytes.length * 2L)));
                bytes[read++] = (byte) next;
            }
            int more = content.read(bytes, read, bytes.length - read);
            if (more < 0) {
                return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
            }
            read += more;
        }
    }

    private static Map<String, List<String>> headers(ClassicHttpResponse response) {
        Map<String, List<String>> headers = new HashMap<>();
        for (org.apache.hc.core5.http.Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(header.getValue());
        }
        return headers;
    }

    private static Failure failureBeforeAnswer(Exception e, Guard guard, ApacheRequest message) {
        Failure ended = guard.ended();
        if (ended == Failure.TIMEOUT && !message.leased()) {
            // The wait for a connection has the same end as the attempt; whichever notices first, it means the same.
            return Failure.NO_CONNECTION;
        }
        if (ended != null) {
            return ended;
        }
        if (Thread.currentThread().isInterrupted()) {
            return Failure.INTERRUPTED;
        }
        if (e instanceof ConnectionRequestTimeoutException) {
            return Failure.NO_CONNECTION;
        }
        if (e instanceof ConnectTimeoutException) {
            return Failure.CONNECT_TIMEOUT;
        }
        if (e instanceof ConnectException) {
            return String.valueOf(e.getMessage()).contains("refused") ? Failure.REFUSED : Failure.UNREACHABLE;
        }
        if (e instanceof UnknownHostException || e instanceof NoRouteToHostException) {
            return Failure.UNREACHABLE;
        }
        if (e instanceof SocketTimeoutException) {
            return Failure.TIMEOUT;
        }
        return e instanceof ClientProtocolException ? Failure.MALFORMED : Failure.BROKEN;
    }

    private static Failure failureInAnswer(Exception e, Guard guard) {
        Failure ended = guard.ended();
        if (ended != null) {
            return ended;
        }
        return e instanceof SocketTimeoutException ? Failure.TIMEOUT : Failure.BODY_BROKEN;
    }

    @Override
    public void closeIdle() {
        connections.closeIdle(IDLE);
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}

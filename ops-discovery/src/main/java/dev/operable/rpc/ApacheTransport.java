package dev.operable.rpc;

import dev.operable.discovery.ServiceInstance;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient 5 classic with everything off that would act on its own: retries, redirects, cookies, challenges. */
final class ApacheTransport implements Transport {
    /** The shortest idle time of usual servers is 5 s; a connection must be gone before its server closes it. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(4);

    private static final org.apache.hc.core5.http.Header USER_AGENT = new BasicHeader("User-Agent", "Operable");

    private static final int CONNECTIONS = 500;
    private static final int FIRST_ERROR = 400;

    /** What an attempt with so much time is sent with. */
    private record Timing(long millis, boolean streamed, RequestConfig config, BasicHeader header) {}

    private final @Nullable TlsHandshake tls;
    private final @Nullable HttpHost proxy;
    private final @Nullable UsernamePasswordCredentials proxyCredentials;
    private final HttpHost host;
    private final org.apache.hc.core5.http.Header hostHeader;
    private final HostLookup lookup;
    private final int answerBytes;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private volatile @Nullable Timing timing;

    ApacheTransport(ServiceInstance instance, RpcOptions options) {
        this(instance, options, CONNECTIONS);
    }

    ApacheTransport(ServiceInstance instance, RpcOptions options, int most) {
        this(instance, options, most, InetAddress::getAllByName, Route.PLAIN);
    }

    ApacheTransport(ServiceInstance instance, RpcOptions options, Route route) {
        this(instance, options, CONNECTIONS, InetAddress::getAllByName, route);
    }

    ApacheTransport(ServiceInstance instance, RpcOptions options, int most, HostLookup.Resolver resolver) {
        this(instance, options, most, resolver, Route.PLAIN);
    }

    private ApacheTransport(
            ServiceInstance instance, RpcOptions options, int most, HostLookup.Resolver resolver, Route route) {
        tls = route.tls();
        host = new HttpHost(tls == null ? "http" : "https", instance.host(), instance.port());
        hostHeader = new BasicHeader("Host", host.toHostString());
        proxy = route.proxy() == null ? null : route.proxy().host();
        proxyCredentials = route.proxy() == null ? null : route.proxy().credentials();
        // Through a proxy the proxy looks up the instance.
        lookup = new HostLookup(
                (proxy == null ? host : proxy).getHostName(), resolver, options.connectTimeout(), Time.system());
        answerBytes = options.answerBytes();
        connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(most)
                .setMaxConnTotal(most)
                .setDnsResolver(lookup)
                .setConnectionFactory(QuietConnection::bound)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(options.connectTimeout()))
                        .setIdleTimeout(Timeout.of(IDLE.toDuration()))
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                // Also where there is none: the client's own reads all that the JDK trusts, 0.2 s of the first call.
                .setTlsSocketStrategy(tls == null ? ApacheTransport::noTls : tls)
                .build();
        HttpClientConnectionManager ours = new OwnedConnections(connections, proxy != null && tls != null);
        client = proxy == null ? HttpClients.createMinimal(ours) : throughProxies(ours, proxy);
    }

    /** The minimal client knows no proxies; this one does, and parses each path to know which credentials it needs. */
    private static CloseableHttpClient throughProxies(HttpClientConnectionManager connections, HttpHost proxy) {
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setProxy(proxy)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .build();
    }

    private static SSLSocket noTls(Socket socket, String name, int port, Object attachment, HttpContext exchange)
            throws SSLException {
        throw new SSLException("Nothing speaks TLS on this way.");
    }

    @Override
    public RpcResponse send(WireRequest request, Guard guard) throws TransportException {
        lookUp(guard);
        ApacheRequest message = new ApacheRequest(request.method(), host, request.target());
        message.addHeader(hostHeader);
        for (Header header : request.headers()) {
            message.addHeader(header.name(), header.value());
        }
        Header traceParent = request.traceParent();
        if (traceParent != null) {
            message.addHeader(traceParent.name(), traceParent.value());
        }
        long millis = guard.remainingMillis();
        Timing timing = timing(millis, request.streamed());
        message.addHeader(timing.header());
        if (!message.containsHeader(USER_AGENT.getName())) {
            message.addHeader(USER_AGENT);
        }
        StreamBody stream = request.stream();
        if (stream != null) {
            message.setEntity(new RequestStream(stream));
        } else if (request.body().length > 0) {
            message.setEntity(new ByteArrayEntity(request.body(), null));
        }
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(timing.config());
        if (proxy != null && proxyCredentials != null) {
            BasicScheme basic = new BasicScheme();
            basic.initPreemptive(proxyCredentials);
            context.resetAuthExchange(proxy, basic);
        }
        guard.onCancel(message::cancel);
        ClassicHttpResponse response;
        try {
            response = client.executeOpen(host, message, context);
        } catch (IOException | IllegalStateException e) {
            throw failed(e, ApacheFailures.beforeAnswer(e, guard, message), context);
        } catch (Error e) {
            // Nobody else gives its connection back.
            message.cancel();
            throw e;
        }
        if (proxy != null && tls != null && context.getSSLSession() == null) {
            // Of the proxy: nobody has spoken to the instance, and its own words would come within TLS.
            message.cancel();
            throw new TransportException(
                    Failure.UNREACHABLE,
                    null,
                    throughProxy() + ", which refuses a tunnel to " + host.toHostString() + " with status "
                            + response.getCode() + ".");
        }
        return request.streamed() && response.getCode() < FIRST_ERROR
                ? open(response, message, request.inflates(), guard)
                : read(response, message, request.inflates(), guard);
    }

    private void lookUp(Guard guard) throws TransportException {
        try {
            lookup.await(guard);
        } catch (TransportException e) {
            if (proxy == null || !e.failure().neverSent()) {
                throw e;
            }
            String why = e.failure() == Failure.UNREACHABLE ? "is not known here" : "was not looked up in time";
            throw new TransportException(e.failure(), e.getCause(), throughProxy() + ", whose name " + why + ".");
        }
    }

    private String throughProxy() {
        return "It was to go through the proxy " + (proxy == null ? "" : proxy.toHostString());
    }

    /** Most attempts begin with the same time, so the one before is most often right for this one as well. */
    private Timing timing(long millis, boolean streamed) {
        Timing kept = timing;
        if (kept != null && kept.millis() == millis && kept.streamed() == streamed) {
            return kept;
        }
        RequestConfig config = RequestConfig.custom()
                .setConnectionRequestTimeout(millis, TimeUnit.MILLISECONDS)
                // An answer that is read as it comes has more time than its head; the guard keeps both.
                .setResponseTimeout(streamed ? Timeout.DISABLED : Timeout.ofMilliseconds(millis))
                .setAuthenticationEnabled(proxyCredentials != null)
                .setProtocolUpgradeEnabled(false)
                .build();
        Timing made = new Timing(millis, streamed, config, new BasicHeader(Header.DEADLINE, Long.toString(millis)));
        timing = made;
        return made;
    }

    private TransportException failed(Exception e, Failure known, HttpClientContext exchange) {
        Failure failure = OwnedConnections.opening(exchange) ? known.unsent() : known;
        if (tls != null && failure == Failure.BROKEN && TlsHandshake.ended(e, exchange)) {
            return new TransportException(Failure.TLS_ENDED, e, tls.explained(e));
        }
        if (failure == Failure.UNTRUSTED) {
            return new TransportException(failure, e, e.getMessage());
        }
        if (proxy != null && failure == Failure.UNSENT_TIMEOUT) {
            String late = ", by which there was no connection to " + host.toHostString() + " in time.";
            return new TransportException(failure, e, throughProxy() + late);
        }
        return proxy != null && failure.kind() == RpcException.Kind.CONNECT
                ? new TransportException(failure, e, throughProxy() + ": " + e.getMessage() + ".")
                : new TransportException(failure, e);
    }

    private RpcResponse read(ClassicHttpResponse response, ApacheRequest message, boolean inflates, Guard guard)
            throws TransportException {
        try (response) {
            boolean complete = false;
            try {
                Map<String, List<String>> headers = headers(response);
                byte[] body = AnswerBody.read(response.getEntity(), headers, inflates, answerBytes);
                complete = true;
                return new RpcResponse(response.getCode(), headers, body);
            } finally {
                if (!complete) {
                    // Before the answer is closed: closing alone would read the rest of it first.
                    message.cancel();
                }
            }
        } catch (TransportException e) {
            throw e;
        } catch (IOException | IllegalStateException e) {
            throw new TransportException(ApacheFailures.inAnswer(e, guard), e);
        }
    }

    /** The head of an answer whose body stays open for the caller. */
    private static RpcResponse open(ClassicHttpResponse response, ApacheRequest message, boolean inflates, Guard guard)
            throws TransportException {
        Map<String, List<String>> headers = headers(response);
        try {
            HttpEntity entity = response.getEntity();
            InputStream content = entity == null ? null : AnswerBody.content(entity, headers, inflates);
            OpenBody.Connection connection = new OpenBody.Connection() {
                @Override
                public void giveBack() throws IOException {
                    response.close();
                }

                @Override
                public void cut() {
                    message.cancel();
                }
            };
            return new RpcResponse(
                    response.getCode(),
                    headers,
                    new OpenBody(content == null ? InputStream.nullInputStream() : content, connection, guard));
        } catch (IOException e) {
            message.cancel();
            throw new TransportException(ApacheFailures.inAnswer(e, guard), e);
        }
    }

    private static Map<String, List<String>> headers(ClassicHttpResponse response) {
        // As the response has them, so that it need not copy them.
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (org.apache.hc.core5.http.Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(header.getValue());
        }
        return headers;
    }

    @Override
    public void closeIdle() {
        connections.closeIdle(IDLE);
    }

    @Override
    public void close() {
        connections.close(CloseMode.IMMEDIATE);
    }
}

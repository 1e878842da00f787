package dev.operable.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5 classic, set up as the transport of {@code RpcClient} is. */
final class BareTransport implements RpcPeer.Caller {
    private static final int CONNECTIONS = 500;

    private final CloseableHttpClient client = client();
    private final HttpHost[] hosts;

    private final HttpClientResponseHandler<byte[]> reader;

    private BareTransport(HttpClientResponseHandler<byte[]> reader, int... ports) {
        this.reader = reader;
        hosts = Arrays.stream(ports)
                .mapToObj(port -> new HttpHost("http", "127.0.0.1", port))
                .toArray(HttpHost[]::new);
    }

    /** Reads the answer as its users do, for which it takes buffers of four kilobytes. */
    static BareTransport usual(int... ports) {
        return new BareTransport(answer -> EntityUtils.toByteArray(answer.getEntity()), ports);
    }

    /** Reads the answer into an array of its size. */
    static BareTransport lean(int... ports) {
        return new BareTransport(BareTransport::readExactly, ports);
    }

    private static byte[] readExactly(ClassicHttpResponse answer) throws IOException {
        HttpEntity entity = answer.getEntity();
        return entity.getContent().readNBytes((int) entity.getContentLength());
    }

    /** Pooled, and with everything off that would act on its own. */
    static CloseableHttpClient client() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(2 * CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofMilliseconds(500))
                                .setIdleTimeout(Timeout.ofSeconds(4))
                                .setValidateAfterInactivity(TimeValue.ofMilliseconds(200))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.ofSeconds(1))
                        .setResponseTimeout(Timeout.ofSeconds(1))
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
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
    public byte[] call() throws IOException {
        HttpHost host = hosts[ThreadLocalRandom.current().nextInt(hosts.length)];
        return client.execute(host, new BasicClassicHttpRequest("GET", host, "/links/7/hits"), reader);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

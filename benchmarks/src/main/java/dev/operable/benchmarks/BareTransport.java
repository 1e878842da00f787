package dev.operable.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Apache HttpClient 5 classic, set up as the transport of {@code RpcClient} is. */
final class BareTransport implements RpcPeer.Caller {
    private static final int CONNECTIONS = 500;

    private final CloseableHttpClient client = client();
    private final HttpHost[] hosts;

    BareTransport(int... ports) {
        hosts = Arrays.stream(ports)
                .mapToObj(port -> new HttpHost("http", "127.0.0.1", port))
                .toArray(HttpHost[]::new);
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
        return client.execute(
                host,
                new BasicClassicHttpRequest("GET", host, "/links/7/hits"),
                answer -> EntityUtils.toByteArray(answer.getEntity()));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

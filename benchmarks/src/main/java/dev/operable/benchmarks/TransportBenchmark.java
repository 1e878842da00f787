package dev.operable.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.LoggerFactory;

/** What a GET of twelve bytes costs 16 callers: two transports without any policy, and the client with all of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(16)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class TransportBenchmark {
    private static final int CONNECTIONS = 64;

    private AnsweringProcess server;
    private HttpHost[] hosts;
    private Request[] requests;
    private CloseableHttpClient apacheClient;
    private OkHttpClient okHttpClient;
    private RpcClients rpc;
    private RpcClient hits;

    @Setup
    public void start() throws IOException {
        // Logback's own default is DEBUG, at which the transport would mostly write log lines.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        server = new AnsweringProcess();
        int[] ports = server.ports();
        hosts = new HttpHost[] {new HttpHost("http", "127.0.0.1", ports[0]), new HttpHost("http", "127.0.0.1", ports[1])
        };
        requests = new Request[] {
            new Request.Builder()
                    .url("http://127.0.0.1:" + ports[0] + "/links/7/hits")
                    .build(),
            new Request.Builder()
                    .url("http://127.0.0.1:" + ports[1] + "/links/7/hits")
                    .build()
        };
        apacheClient = BareTransport.client();
        okHttpClient = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(2 * CONNECTIONS, 4, TimeUnit.SECONDS))
                .readTimeout(1, TimeUnit.SECONDS)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .build();
        rpc = RpcClients.create(new TwoInstances(ports), RpcOptions.defaults(), new SimpleMeterRegistry());
        hits = rpc.client("hits");
    }

    @TearDown
    public void stop() throws IOException {
        rpc.close();
        apacheClient.close();
        okHttpClient.connectionPool().evictAll();
        server.close();
    }

    @Benchmark
    public byte[] apache() throws IOException {
        HttpHost host = hosts[ThreadLocalRandom.current().nextInt(2)];
        return apacheClient.execute(
                host, new HttpGet("/links/7/hits"), answer -> EntityUtils.toByteArray(answer.getEntity()));
    }

    @Benchmark
    public byte[] okHttp() throws IOException {
        Request request = requests[ThreadLocalRandom.current().nextInt(2)];
        try (Response response = okHttpClient.newCall(request).execute()) {
            return response.body().bytes();
        }
    }

    @Benchmark
    public byte[] rpcClient() {
        return hits.get("/links/{id}/hits", 7).send().body();
    }
}

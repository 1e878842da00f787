package dev.operable.starter;

import dev.operable.core.admin.AdminServer;
import dev.operable.discovery.Discovery;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcOptions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * What the start needs of the libraries, in a thread of its own beside the binding of the settings: Logback is started, and
 * the classes of the metrics, of the calls and of the JDK's server are loaded. It changes nothing of the order in which parts
 * start, only when their classes are read.
 */
final class Ahead implements Runnable {
    private final CountDownLatch logStarted = new CountDownLatch(1);

    private Ahead() {}

    static Ahead begin() {
        Ahead ahead = new Ahead();
        Thread thread = new Thread(ahead, "ops-start-ahead");
        thread.setDaemon(true);
        thread.start();
        return ahead;
    }

    @Override
    public void run() {
        try {
            LoggerFactory.getILoggerFactory();
        } finally {
            logStarted.countDown();
        }
        OnTrial.load();
        AdminServer.load();
    }

    /**
     * Before this, nothing may log: SLF4J, asked by one thread while another one starts it, gives loggers that keep their events to
     * themselves until it is done.
     */
    void awaitLog() {
        boolean interrupted = false;
        while (logStarted.getCount() > 0) {
            try {
                logStarted.await();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Apart, so that the log does not wait for these classes to be found. */
    private static final class OnTrial {
        static void load() {
            PrometheusMeterRegistry trial = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            trial.config().commonTags("service", "trial");
            Gauge.builder("trial.gauge", () -> 1).register(trial);
            Counter.builder("trial.count").register(trial);
            FunctionCounter.builder("trial.counted", trial, self -> 1).register(trial);
            Timer.builder("trial.time").register(trial);
            RpcClients.create(Discovery.none(), RpcOptions.defaults(), trial).close();
            trial.close();
        }
    }
}

package dev.operable.samples.hits;

import com.sun.net.httpserver.HttpServer;
import dev.operable.starter.Ops;
import dev.operable.starter.OpsBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executors;

/** Counts the hits of short links. Several instances share one database, so any of them may be lost at any time. */
public final class Hits {
    private static final int THREADS = 16;

    private Hits() {}

    public static void main(String[] args) throws IOException {
        Ops ops = service(System.getProperty("user.home")).start();
        HitStore store = new HitStore(ops.database().dataSource());
        ops.checks(new HitsChecks(store));

        HttpServer http =
                HttpServer.create(ops.settings(HitsSettings.class).listen().socketAddress(), 0);
        http.setExecutor(Executors.newFixedThreadPool(THREADS));
        http.createContext("/", new HitsHandler(store, Clock.systemUTC()))
                .getFilters()
                .add(ops.filter());
        http.createContext("/self-check", ops.selfCheck());
        http.start();
        ops.listening(http.getAddress(), () -> http.stop(0));
    }

    /** What can be set. Unless told otherwise, the processes of one user share a database in that user's home. */
    static OpsBuilder service(String home) {
        return Ops.service("hits")
                .settings(HitsSettings.class)
                .database("jdbc:sqlite:" + home + "/.local/state/operable-samples/hits.db");
    }
}

package dev.operable.starter;

import com.sun.net.httpserver.HttpServer;
import dev.operable.core.lifecycle.RestartPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A service that answers, with a worker that cannot do its work. */
final class CrashLooper {
    private CrashLooper() {}

    public static void main(String[] args) throws IOException {
        Ops ops = Ops.service("looper").start();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/self-check", ops.selfCheck());
        http.start();
        ops.listening(http.getAddress(), () -> http.stop(0));
        ops.supervise(
                "mail",
                () -> {
                    throw new IOException("broken pipe");
                },
                new RestartPolicy(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMinutes(1), 4));
    }
}

package dev.operable.benchmarks;

import java.io.IOException;
import java.util.Locale;

/** A way to call one of two instances of a service, as its user would set it up. */
enum RpcPeer {
    /** The transport alone: no policy, one of the two at random. All others are measured beside it. */
    TRANSPORT("Apache HttpClient alone") {
        @Override
        Caller open(int... ports) {
            return new BareTransport(ports);
        }
    },
    /** All defaults of {@code RpcOptions}, metrics included. */
    OPERABLE("Operable's RpcClient") {
        @Override
        Caller open(int... ports) {
            return new OperableCaller(ports);
        }
    },
    ARMERIA("Armeria") {
        @Override
        Caller open(int... ports) {
            return new ArmeriaCaller(ports);
        }
    },
    SPRING("RestClient + LoadBalancer + Resilience4j") {
        @Override
        Caller open(int... ports) {
            return new SpringCaller(ports);
        }
    },
    FEIGN("OpenFeign + LoadBalancer") {
        @Override
        Caller open(int... ports) {
            return new FeignCaller(ports);
        }
    };

    /** What many threads call at the same time. */
    interface Caller extends AutoCloseable {
        /** The body of one answer. */
        byte[] call() throws Exception;

        @Override
        void close() throws IOException;
    }

    private final String title;

    RpcPeer(String title) {
        this.title = title;
    }

    /** Opens it for these ports on loopback. */
    abstract Caller open(int... ports);

    String title() {
        return title;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

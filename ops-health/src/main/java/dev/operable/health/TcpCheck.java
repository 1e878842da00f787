package dev.operable.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A port that accepts connections. */
record TcpCheck(InetSocketAddress address, Duration patience) implements HealthCheck {
    @Override
    public CheckResult run() {
        String what = address.getHostString() + ":" + address.getPort();
        try {
            Line.open(address, Deadline.in(patience)).close();
            return CheckResult.pass();
        } catch (IOException failure) {
            return Told.failure(what, failure);
        }
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public HealthCheck within(Duration timeout) {
        return new TcpCheck(address, Patience.of(timeout));
    }
}

package dev.operable.spring;

import io.netty.channel.Channel;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;

/**
 * Has a connection read on behind each request. Reactor Netty 1.3.6 and 1.3.7 forget it, and the request after that is never
 * answered: where a caller is so fast that a request of his waits for the end of the one before, and is then answered at once.
 * With other versions a read that is due anyhow comes a little earlier. Safe for use by many threads.
 */
final class NettyReadsOn implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.childObserve(NettyReadsOn::changed));
    }

    private static void changed(Connection connection, ConnectionObserver.State state) {
        if (state == ConnectionObserver.State.DISCONNECTING) { // a request is through; the connection is not, mostly
            Channel channel = connection.channel();
            if (channel.isActive()) {
                channel.eventLoop().execute(channel::read);
            }
        }
    }
}

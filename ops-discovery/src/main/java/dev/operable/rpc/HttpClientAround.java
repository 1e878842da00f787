package dev.operable.rpc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** What a client of the JDK's is asked besides calls, which the one inside answers. */
abstract class HttpClientAround extends HttpClient {
    final HttpClient others;

    HttpClientAround(HttpClient others) {
        this.others = others;
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return others.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return others.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return others.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return others.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return others.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return others.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return others.authenticator();
    }

    @Override
    public Version version() {
        return others.version();
    }

    @Override
    public Optional<Executor> executor() {
        return others.executor();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return others.newWebSocketBuilder();
    }

    // From Java 21 on the four below override what close() is made of there; Java 17 has none of them, and nothing to
    // close.

    public void shutdown() {
        Object ignored = inside("shutdown");
    }

    public void shutdownNow() {
        Object ignored = inside("shutdownNow");
    }

    public boolean isTerminated() {
        return Boolean.TRUE.equals(inside("isTerminated"));
    }

    public boolean awaitTermination(Duration time) throws InterruptedException {
        try {
            return !Boolean.FALSE.equals(inside("awaitTermination", time));
        } catch (UndeclaredThrowableException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e;
        }
    }

    private @Nullable Object inside(String method, Object... arguments) {
        Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        try {
            return HttpClient.class.getMethod(method, types).invoke(others, arguments);
        } catch (InvocationTargetException e) {
            throw new UndeclaredThrowableException(e.getCause());
        } catch (NoSuchMethodException beforeJava21) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("HttpClient." + method + " is public.", e);
        }
    }
}

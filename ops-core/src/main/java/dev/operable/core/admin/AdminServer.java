package dev.operable.core.admin;

import com.sun.net.httpserver.HttpHandler;
import dev.operable.core.ServiceIdentity;
import java.net.URI;

/** stub */
public final class AdminServer implements AutoCloseable {
    public AdminServer(AdminSettings settings, ServiceIdentity identity) {}

    public AdminServer route(String path, HttpHandler handler) {
        return this;
    }

    public AdminServer guarded(String path, HttpHandler handler) {
        return this;
    }

    public void start() {}

    public URI address() {
        return URI.create("http://127.0.0.1:0");
    }

    @Override
    public void close() {}
}

package dev.operable.spring;

import dev.operable.core.admin.AdminServer;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application that uses none of the optional jars itself, for a loader of another class path. */
public final class Slim implements Supplier<String>, AutoCloseable {
    private final ConfigurableApplicationContext context;

    private Slim(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts it; the loader of the caller knows neither this type nor any of Spring's. */
    public static Supplier<String> start(String[] arguments) {
        return new Slim(SpringApplication.run(Application.class, arguments));
    }

    /** The address of its admin endpoints, and after a space the port of its own server, or 0. */
    @Override
    public String get() {
        return context.getBean(AdminServer.class).address() + " "
                + context.getEnvironment().getProperty("local.server.port", "0");
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}

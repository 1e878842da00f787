package dev.operable.spring;

import dev.operable.core.logging.Logging;
import dev.operable.database.SharedSqlite;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The first thing that happens once Spring's environment is complete: settings, logs, and Spring's properties from our
 * variables. What it made becomes beans.
 */
final class StartListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    /** Directly after Spring Boot set up its logging, and so before anything is written to it. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        SpringApplication application = event.getSpringApplication();
        Supplier<List<Class<? extends Record>>> more = () -> LiveRecordScan.below(sources(application), environment);
        Foundation.example(environment, more).ifPresent(StartListener::printAndExit);
        Foundation foundation = Foundation.load(environment, application.getMainApplicationClass(), more);
        Optional<Logging> logging =
                on(environment, Switches.LOGGING) ? JoinedLogging.start(foundation, environment) : Optional.empty();
        // Below everything that Variables takes for the process's, which wins over Consul for us, too.
        foundation.consul().ifPresent(consul -> environment
                .getPropertySources()
                .addLast(new ConsulPropertySource(consul.values())));
        DerivedProperties.addTo(environment, foundation.settings(), on(environment, Switches.DATABASE));
        if (on(environment, Switches.DATABASE)) {
            SharedSqlite.makeFolder(environment.getProperty("spring.datasource.url", ""));
        }
        ModeVariable.Mode mode = foundation.settings().get(ModeVariable.class).mode();
        if (mode == ModeVariable.Mode.CHECK) {
            NothingChanges.addTo(environment);
        }
        event.getBootstrapContext().addCloseListener(closed -> {
            ConfigurableListableBeanFactory beans =
                    closed.getApplicationContext().getBeanFactory();
            beans.registerSingleton("opsSettings", foundation.settings());
            beans.registerSingleton("opsIdentity", foundation.identity());
            foundation.consul().ifPresent(source -> beans.registerSingleton("opsConsulSource", source));
            logging.ifPresent(started -> beans.registerSingleton("opsLogging", started));
            if (mode == ModeVariable.Mode.CHECK || mode == ModeVariable.Mode.MIGRATE) {
                beans.registerSingleton(NothingStarts.BEAN, new NothingStarts());
                beans.addBeanPostProcessor(new NothingIsScheduled());
            }
            if (mode == ModeVariable.Mode.CHECK) {
                NothingChanges.addTo(beans);
            }
        });
    }

    private static Set<Class<?>> sources(SpringApplication application) {
        Set<Class<?>> sources = new LinkedHashSet<>();
        application.getAllSources().forEach(source -> {
            if (source instanceof Class<?> type) {
                sources.add(type);
            }
        });
        return sources;
    }

    private static void printAndExit(String example) {
        PrintStream standardOutput = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        standardOutput.print(example);
        standardOutput.flush();
        System.exit(0);
    }

    private static boolean on(ConfigurableEnvironment environment, String property) {
        return environment.getProperty(property, Boolean.class, true);
    }
}

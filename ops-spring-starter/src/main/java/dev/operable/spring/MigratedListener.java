package dev.operable.spring;

import dev.operable.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/** Ends the process once its beans are made, where it was started to migrate: before the application's own runners. */
final class MigratedListener implements ApplicationListener<ApplicationStartedEvent>, Ordered {
    private static final Logger log = LoggerFactory.getLogger("dev.operable.spring");

    /** Spring Boot's bean that migrates when it is made; by name, since Flyway may be absent. */
    private static final String FLYWAY = "flywayInitializer";

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent event) {
        ConfigurableApplicationContext context = event.getApplicationContext();
        Settings settings = context.getBean(Settings.class);
        if (settings.get(ModeVariable.class).mode() == ModeVariable.Mode.MIGRATE) {
            if (context.containsBean(FLYWAY)) {
                // Nothing has asked for it yet where beans are made only when they are needed.
                context.getBean(FLYWAY);
            }
            log.atInfo().log("The process ends here, for OPS_MODE is migrate.");
            System.exit(SpringApplication.exit(context));
        }
    }
}

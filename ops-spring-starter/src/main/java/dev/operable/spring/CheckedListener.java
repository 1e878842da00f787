package dev.operable.spring;

import dev.operable.config.Settings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/** Ends the process with a report where it was started to be checked: before the application's own runners. */
final class CheckedListener implements ApplicationListener<ApplicationStartedEvent>, Ordered {
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent event) {
        ConfigurableApplicationContext context = event.getApplicationContext();
        if (context.getBean(Settings.class).get(ModeVariable.class).mode() == ModeVariable.Mode.CHECK) {
            ReleaseCheck check = ReleaseCheck.of(context);
            new PrintStream(System.out, true, StandardCharsets.UTF_8).print(check.report());
            System.exit(SpringApplication.exit(context, check::exitStatus));
        }
    }
}

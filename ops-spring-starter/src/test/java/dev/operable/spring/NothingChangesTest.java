package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class NothingChangesTest {
    @TempDir
    Path folder;

    @Test
    void whateverStrategyTheApplicationHasItIsNotFollowed() {
        application()
                .withInitializer(context -> NothingChanges.addTo(context.getBeanFactory()))
                .run(context -> {
                    assertThat(context).hasSingleBean(FlywayMigrationInitializer.class);
                    assertThat(context.getBean(Flyway.class).info().pending()).hasSize(1);
                });
    }

    @Test
    void otherwiseItIsFollowed() {
        application().run(context -> assertThat(context).getFailure().hasRootCauseMessage("migrated"));
    }

    private ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + folder.resolve("shop.db"))
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class))
                .withBean(FlywayMigrationStrategy.class, () -> flyway -> {
                    throw new IllegalStateException("migrated");
                });
    }
}

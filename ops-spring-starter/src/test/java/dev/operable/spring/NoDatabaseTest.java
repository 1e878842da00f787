package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

class NoDatabaseTest {
    // not looked at
    @SuppressWarnings("NullAway")
    private static final org.springframework.boot.autoconfigure.AutoConfigurationMetadata NO_METADATA = null;

    private static final String[] CANDIDATES = {
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        "com.acme.AnyAutoConfiguration"
    };

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void applicationWithoutADatabaseStartsWhateverTheSwitchSays(String enabled) {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context =
                application.run("--OPS_DISCOVERY=off", "--" + Switches.DATABASE + "=" + enabled)) {
            assertThat(context.getBeanProvider(DataSource.class).getIfAvailable())
                    .isNull();
        }
    }

    @Test
    void dataSourceIsLeftAloneOnceAPropertyAsksForIt() {
        assertThat(kept(new MockEnvironment())).containsExactly(false, true, true);
        assertThat(kept(new MockEnvironment().withProperty("spring.datasource.url", "jdbc:sqlite:x")))
                .containsExactly(true, true, true);
        assertThat(kept(new MockEnvironment().withProperty(Switches.DATABASE, "false")))
                .containsExactly(false, true, true);
    }

    private static boolean[] kept(MockEnvironment environment) {
        NoDatabaseFilter filter = new NoDatabaseFilter();
        filter.setEnvironment(environment);
        return filter.match(CANDIDATES, NO_METADATA);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Nothing {}
}

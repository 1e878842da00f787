package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class HiddenValuesTest {
    // Without the function each of them is shown as it is.
    @Test
    void whatActuatorShowsOfTheEnvironmentHidesWhatOursHide() {
        Map<String, String> shown = Map.of(
                "CONSUL_HTTP_TOKEN", "******",
                "ops.token", "******",
                "my.iban", "******",
                "mail.smtp.password", "******",
                "stock.url", "https://ada:•••@stock/",
                "ops.listen", "127.0.0.1:0",
                "session.cookie.http-only", "******",
                "my.name", "ada");
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SettingsAutoConfiguration.class,
                        EndpointAutoConfiguration.class,
                        EnvironmentEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.env.show-values=always",
                        "ops.redact=iban",
                        "CONSUL_HTTP_TOKEN=4711-0815",
                        "ops.token=let-me-in-at-once",
                        "my.iban=DE02120300000000202051",
                        "mail.smtp.password=hunter2",
                        "stock.url=https://ada:hunter2@stock/",
                        "ops.listen=127.0.0.1:0",
                        "session.cookie.http-only=true",
                        "my.name=ada")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    EnvironmentEndpoint endpoint = context.getBean(EnvironmentEndpoint.class);
                    shown.forEach((key, value) -> assertThat(
                                    endpoint.environmentEntry(key).getProperty())
                            .as(key)
                            .isNotNull()
                            .extracting(EnvironmentEndpoint.PropertySummaryDescriptor::getValue)
                            .isEqualTo(value));
                });
    }
}

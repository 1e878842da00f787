package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.health.CheckDefinition;
import dev.operable.health.SelfCheck;
import dev.operable.health.SelfChecks;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Beans with checks, whatever Spring makes of them. */
class AnnotatedBeansTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SettingsAutoConfiguration.class, SelfCheckAutoConfiguration.class))
            .withUserConfiguration(Beans.class);

    // Registered as they are, the proxies have no annotated methods that could be found, or have them twice.
    @Test
    void proxiesOfBothKindsAndLazyBeansAreCheckedOnce() {
        application.run(context -> {
            SelfChecks checks = context.getBean(SelfChecks.class);

            assertThat(checks.definitions())
                    .extracting(CheckDefinition::name)
                    .containsExactlyInAnyOrder("settings", "subclass", "interface", "lazy");
            assertThat(checks.verdict().failing()).isEmpty();
        });
    }

    @Test
    void aBeanThatItsConditionKeepsOutIsNotChecked() {
        application.withPropertyValues("shop.mail=on").run(context -> assertThat(
                        context.getBean(SelfChecks.class).outcome("mail"))
                .isPresent());
        application.run(context ->
                assertThat(context.getBean(SelfChecks.class).outcome("mail")).isEmpty());
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        Checked subclass() {
            return (Checked) proxy(new Checked(), true);
        }

        @Bean
        Shelf shelf() {
            return (Shelf) proxy(new CheckedShelf(), false);
        }

        @Bean
        @Lazy
        LazilyChecked lazily() {
            return new LazilyChecked();
        }

        @Bean
        @ConditionalOnProperty("shop.mail")
        Mail mail() {
            return new Mail();
        }

        private static Object proxy(Object target, boolean subclass) {
            ProxyFactory proxies = new ProxyFactory(target);
            proxies.setProxyTargetClass(subclass);
            proxies.addAdvice((MethodInterceptor) call -> call.proceed());
            return proxies.getProxy();
        }
    }

    static class Checked {
        @SelfCheck("subclass")
        boolean well() {
            return true;
        }
    }

    interface Shelf {}

    static final class CheckedShelf implements Shelf {
        @SelfCheck("interface")
        boolean well() {
            return true;
        }
    }

    static final class LazilyChecked {
        @SelfCheck("lazy")
        boolean well() {
            return true;
        }
    }

    static final class Mail {
        @SelfCheck("mail")
        boolean well() {
            return true;
        }
    }
}

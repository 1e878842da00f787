package dev.operable.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.ConsulAgent;
import dev.operable.devkit.WithConsul;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestContextManager;

/** An application in the tests of its author: Spring's test framework starts and ends it. */
@WithConsul(WithConsul.Kind.EMBEDDED)
class TestContextsTest {
    private static final String VARIABLE = "CONSUL_HTTP_ADDR";

    private static URI consul = URI.create("http://unset");

    @AfterEach
    void forget() {
        System.clearProperty(VARIABLE);
    }

    // It fails where Announcement.make registers without asking for the port.
    @Test
    void aContextWithoutAServerRegistersNothing(ConsulAgent agent) throws Exception {
        assertNothingIsLeft(agent, WithoutServer.class, false);
    }

    @Test
    void aContextWithAServerIsRegisteredForAsLongAsItIsOpen(ConsulAgent agent) throws Exception {
        assertNothingIsLeft(agent, WithServer.class, true);
        assertNothingIsLeft(agent, WithServer.class, true);
    }

    private static void assertNothingIsLeft(ConsulAgent agent, Class<?> test, boolean registers) throws Exception {
        consul = agent.address();
        System.setProperty(VARIABLE, consul.toString());
        Set<Thread> before = threads();
        TestContextManager framework = new TestContextManager(test);
        framework.beforeTestClass();
        framework.prepareTestInstance(test.getDeclaredConstructor().newInstance());
        if (registers) {
            Await.until("registered", () -> services().contains("\"shop\""));
        } else {
            assertThat(services()).doesNotContain("shop");
        }

        framework.afterTestClass(); // closes it, for it is dirty

        assertThat(services()).doesNotContain("shop");
        Await.until("threads gone: " + threads(), () -> before.containsAll(threads()));
    }

    /** Without those that end by themselves after ten idle seconds, which WholeApplicationTest waits for. */
    private static Set<Thread> threads() {
        return OpsThreads.now().stream()
                .filter(thread -> !thread.getName().startsWith("ops-consul-http-"))
                .collect(Collectors.toSet());
    }

    private static String services() throws Exception {
        return Web.get(consul.resolve("/v1/agent/services")).body();
    }

    @SpringBootTest(
            classes = Shop.class,
            properties = {"spring.application.name=shop", "spring.datasource.url=jdbc:sqlite::memory:"})
    @DirtiesContext
    static class WithoutServer {}

    @SpringBootTest(
            classes = Shop.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {
                "spring.application.name=shop",
                "ops.stop.linger=0s",
                "spring.datasource.url=jdbc:sqlite::memory:"
            })
    @DirtiesContext
    static class WithServer {}
}

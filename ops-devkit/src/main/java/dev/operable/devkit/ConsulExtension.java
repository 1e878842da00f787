package dev.operable.devkit;

import dev.operable.devkit.WithConsul.Kind;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link WithConsul} does: one agent for a test class and the classes nested in it. */
final class ConsulExtension implements ExecutionCondition, BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private static final Logger log = LoggerFactory.getLogger(WithConsul.class);
    private static final Namespace NAMESPACE = Namespace.create(ConsulExtension.class);
    private static final String AGENT = "agent";
    private static final int ATTEMPTS = 3;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (kind(context) != Kind.REAL || ConsulBinary.find().isPresent() || ConsulBinary.required()) {
            return ConditionEvaluationResult.enabled("There is an agent to test with, or there has to be.");
        }
        log.atWarn().addKeyValue("test", context.getDisplayName()).log(ConsulBinary.MISSING);
        return ConditionEvaluationResult.disabled(ConsulBinary.MISSING);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        // A nested class finds the agent of the class around it.
        if (store.get(AGENT) == null) {
            store.put(AGENT, start(kind(context)));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        // Removes what was put for this very class only.
        if (context.getStore(NAMESPACE).remove(AGENT) instanceof AutoCloseable agent) {
            agent.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ConsulAgent.class || type == FaultyAgent.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Object agent = context.getStore(NAMESPACE).get(AGENT);
        if (agent == null) {
            throw new IllegalStateException("There is no Consul agent before the test class has begun.");
        }
        if (!parameter.getParameter().getType().isInstance(agent)) {
            throw new ParameterResolutionException("A real Consul plays no faults for the parameter "
                    + parameter.getParameter() + ". Ask for the embedded one with @WithConsul(Kind.EMBEDDED).");
        }
        return agent;
    }

    private static Kind kind(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<WithConsul> annotation =
                    AnnotationSupport.findAnnotation(at.get().getElement(), WithConsul.class);
            if (annotation.isPresent()) {
                return annotation.get().value();
            }
        }
        return Kind.ANY;
    }

    private static ConsulAgent start(Kind kind) {
        Optional<String> binary = ConsulBinary.find();
        if (kind != Kind.EMBEDDED && binary.isPresent()) {
            return startReal(binary.get());
        }
        if (kind == Kind.REAL || (kind == Kind.ANY && ConsulBinary.required())) {
            throw new IllegalStateException(ConsulBinary.MISSING);
        }
        return new EmbeddedConsul();
    }

    /** Another process may take a port between its choice and Consul's start. */
    private static ConsulAgent startReal(String binary) {
        for (int attempt = 1; ; attempt++) {
            RealAgent agent = new RealAgent(binary);
            try {
                agent.start();
                return agent;
            } catch (UncheckedIOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                log.atWarn().setCause(e).log("Consul did not start; trying other ports.");
            }
        }
    }
}

package dev.operable.spring;

import dev.operable.health.SelfCheck;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;

/** Tells a native image which methods of beans are self-checks, for they are called by reflection. */
final class SelfCheckHints implements BeanRegistrationAotProcessor {
    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Set<Method> checks = MethodIntrospector.selectMethods(
                bean.getBeanClass(), (Method method) -> method.isAnnotationPresent(SelfCheck.class));
        return checks.isEmpty()
                ? null
                : (generation, code) -> checks.forEach(check ->
                        generation.getRuntimeHints().reflection().registerMethod(check, ExecutableMode.INVOKE));
    }
}

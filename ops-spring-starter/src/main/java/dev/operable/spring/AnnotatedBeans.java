package dev.operable.spring;

import dev.operable.health.CheckDefinition;
import dev.operable.health.SelfCheck;
import dev.operable.health.SelfChecks;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Registers the beans that are checks ({@link CheckDefinition}), and those that have methods annotated {@link SelfCheck}; of
 * a proxied one, what is behind the proxy.
 */
final class AnnotatedBeans implements SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;
    private final SelfChecks checks;

    AnnotatedBeans(ConfigurableListableBeanFactory beans, SelfChecks checks) {
        this.beans = beans;
        this.checks = checks;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beans.getBeanDefinitionNames()) {
            if (beans.getBeanDefinition(name).isAbstract() || !beans.isSingleton(name)) {
                continue;
            }
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
            if (type != null && CheckDefinition.class.isAssignableFrom(type)) {
                checks.add((CheckDefinition) beans.getBean(name));
            } else if (type != null && annotated(type)) {
                Object bean = beans.getBean(name);
                Object target = AopProxyUtils.getSingletonTarget(bean);
                checks.register(target == null ? bean : target);
            }
        }
    }

    private static boolean annotated(Class<?> type) {
        return AnnotationUtils.isCandidateClass(type, SelfCheck.class)
                && !MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<SelfCheck>)
                                method -> method.getAnnotation(SelfCheck.class))
                        .isEmpty();
    }
}

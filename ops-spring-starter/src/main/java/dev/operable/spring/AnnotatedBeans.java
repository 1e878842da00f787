package dev.operable.spring;

import dev.operable.health.CheckDefinition;
import dev.operable.health.HealthCheck;
import dev.operable.health.SelfCheck;
import dev.operable.health.SelfChecks;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Registers the beans that are checks ({@link CheckDefinition}, or {@link HealthCheck} with the name of the bean), and those
 * that have methods annotated {@link SelfCheck}; of a proxied one, what is behind the proxy. One of which there are many
 * stops the start.
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
            Class<?> type = beans.getBeanDefinition(name).isAbstract() ? null : type(name);
            if (type != null && isCheck(type)) {
                add(name, type);
            }
        }
        for (String name : beans.getSingletonNames()) {
            Object bean = beans.containsBeanDefinition(name) ? null : beans.getSingleton(name);
            if (bean != null && isCheck(AopUtils.getTargetClass(bean))) {
                add(name, AopUtils.getTargetClass(bean));
            }
        }
    }

    private @Nullable Class<?> type(String name) {
        // What was made by hand tells no other way what is behind it.
        Object made = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
        return AopUtils.isAopProxy(made)
                ? AopProxyUtils.ultimateTargetClass(made)
                : AutoProxyUtils.determineTargetClass(beans, name);
    }

    private void add(String name, Class<?> type) {
        if (!beans.isSingleton(name)) {
            if (ScopedProxyUtils.isScopedTarget(name)) {
                return; // its proxy is a bean, too, and stands for it
            }
            throw new SettingsException("The bean \"" + name + "\" (" + type.getName() + ") is a self-check and has"
                    + " the scope " + beans.getMergedBeanDefinition(name).getScope()
                    + ", so that there is no one to ask."
                    + " Make it a singleton, or move its checks to one.");
        }
        Object bean = beans.getBean(name);
        if (bean instanceof CheckDefinition check) {
            checks.add(check);
        } else if (annotated(type)) {
            checks.register(behind(bean));
        } else if (bean instanceof HealthCheck check) {
            checks.add(HealthCheck.named(name).of(check));
        }
    }

    private static Object behind(Object bean) {
        Object found = bean;
        for (Object next = bean; next != null; next = AopProxyUtils.getSingletonTarget(next)) {
            found = next;
        }
        return found;
    }

    private static boolean isCheck(Class<?> type) {
        return CheckDefinition.class.isAssignableFrom(type)
                || HealthCheck.class.isAssignableFrom(type)
                || annotated(type);
    }

    private static boolean annotated(Class<?> type) {
        return !isSpring(type)
                && AnnotationUtils.isCandidateClass(type, SelfCheck.class)
                && !MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<SelfCheck>)
                                method -> method.getAnnotation(SelfCheck.class))
                        .isEmpty();
    }

    /** As Spring has it for its own annotations of methods: most beans are its own, and to read all their methods takes long. */
    private static boolean isSpring(Class<?> type) {
        return type.getName().startsWith("org.springframework.")
                && !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
    }
}

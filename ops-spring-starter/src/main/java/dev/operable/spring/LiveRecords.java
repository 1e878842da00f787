package dev.operable.spring;

import dev.operable.config.Live;
import dev.operable.discovery.ConsulSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Makes two beans of each record that is annotated {@link LiveSettings}: what was bound at the start, and what is in force. All
 * settings are bound anew with them, before any bean has the first ones, so that they change together or not at all.
 */
final class LiveRecords implements BeanDefinitionRegistryPostProcessor {
    private static final String SETTINGS = "opsSettings";

    /** Spring processes the application ahead of time: the settings that it will have are not known there. */
    private static final String AT_THE_BUILD = "spring.aot.processing";

    private final ConfigurableEnvironment environment;

    LiveRecords(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (!(registry instanceof DefaultListableBeanFactory beans) || Boolean.getBoolean(AT_THE_BUILD)) {
            return;
        }
        Map<String, Class<? extends Record>> records = new LinkedHashMap<>();
        for (String name : registry.getBeanDefinitionNames()) {
            BeanDefinition definition = registry.getBeanDefinition(name);
            if (definition.getFactoryMethodName() == null && isLive(definition)) {
                records.put(name, record(String.valueOf(definition.getBeanClassName()), beans.getBeanClassLoader()));
            }
        }
        if (!records.isEmpty()) {
            bind(List.copyOf(records.values()), beans);
            records.forEach((name, type) -> replace(name, type, beans));
        }
    }

    /** What was processed at a build has no metadata any more. */
    private static boolean isLive(BeanDefinition definition) {
        if (definition instanceof AnnotatedBeanDefinition annotated) {
            return annotated.getMetadata().hasAnnotation(LiveSettings.class.getName());
        }
        return definition instanceof AbstractBeanDefinition known
                && known.hasBeanClass()
                && known.getBeanClass().isAnnotationPresent(LiveSettings.class);
    }

    private static Class<? extends Record> record(String name, @Nullable ClassLoader loader) {
        Class<?> type = ClassUtils.resolveClassName(name, loader);
        if (!type.isRecord()) {
            throw new IllegalStateException(name + " is annotated @LiveSettings and is not a record. Make it one.");
        }
        return type.asSubclass(Record.class);
    }

    private void bind(List<Class<? extends Record>> records, DefaultListableBeanFactory beans) {
        Optional<ConsulSource> consul = Optional.ofNullable(
                beans.getBeanProvider(ConsulSource.class, false).getIfAvailable());
        if (beans.containsBeanDefinition(SETTINGS)) {
            beans.removeBeanDefinition(SETTINGS);
        } else if (beans.containsSingleton(SETTINGS)) {
            beans.destroySingleton(SETTINGS);
        }
        beans.registerSingleton(SETTINGS, Foundation.settings(environment, consul, records));
    }

    private static void replace(String name, Class<? extends Record> type, DefaultListableBeanFactory beans) {
        beans.removeBeanDefinition(name);
        beans.registerBeanDefinition(name, made("get", type, ResolvableType.forClass(type)));
        beans.registerBeanDefinition(
                "live." + name, made("live", type, ResolvableType.forClassWithGenerics(Live.class, type)));
    }

    /** What a method of the settings gives for the record. */
    private static RootBeanDefinition made(String method, Class<?> record, ResolvableType bean) {
        RootBeanDefinition definition = new RootBeanDefinition();
        definition.setFactoryBeanName(SETTINGS);
        definition.setFactoryMethodName(method);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, record);
        definition.setTargetType(bean);
        return definition;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        // All was done.
    }
}

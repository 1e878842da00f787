package dev.operable.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

/** Keeps {@code @Scheduled} methods from being run in an application that is only migrated or checked. */
final class NothingIsScheduled implements InstantiationAwareBeanPostProcessor {
    /** In the place of what would find them: one that does nothing. */
    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> type, String name) {
        return ScheduledAnnotationBeanPostProcessor.class.isAssignableFrom(type) ? new BeanPostProcessor() {} : null;
    }
}

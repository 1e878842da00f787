package dev.operable.spring;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Looks for the records that are annotated {@link LiveSettings}, where the application's components are, before these are
 * known. It takes time, and is for a start that goes no further: to a report or a list of all variables.
 */
final class LiveRecordScan {
    private LiveRecordScan() {}

    static List<Class<? extends Record>> below(Set<Class<?>> sources, Environment environment) {
        ClassPathScanningCandidateComponentProvider scan =
                new ClassPathScanningCandidateComponentProvider(false, environment);
        scan.addIncludeFilter(new AnnotationTypeFilter(LiveSettings.class));
        List<Class<? extends Record>> records = new ArrayList<>();
        for (String folder : packages(sources)) {
            for (BeanDefinition found : scan.findCandidateComponents(folder)) {
                Class<?> type = ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null);
                if (type.isRecord() && !records.contains(type)) {
                    records.add(type.asSubclass(Record.class));
                }
            }
        }
        return records;
    }

    private static Set<String> packages(Set<Class<?>> sources) {
        Set<String> packages = new LinkedHashSet<>();
        for (Class<?> source : sources) {
            for (ComponentScan scan :
                    AnnotatedElementUtils.getMergedRepeatableAnnotations(source, ComponentScan.class)) {
                packages.addAll(List.of(scan.basePackages()));
                for (Class<?> marker : scan.basePackageClasses()) {
                    packages.add(marker.getPackageName());
                }
                if (scan.basePackages().length + scan.basePackageClasses().length == 0) {
                    packages.add(source.getPackageName());
                }
            }
        }
        return packages;
    }
}

package dev.operable.spring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The variables of the process together with the properties that mirror them: {@code ops.stop.linger} is {@code
 * OPS_STOP_LINGER}, and a property written as a variable is one. What wins is what wins in Spring's environment.
 */
final class Variables {
    private static final String MIRRORED = "ops.";
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    private Variables() {}

    /** Values of the process are taken as they are; those of the application may have placeholders. */
    static Map<String, String> of(ConfigurableEnvironment environment, Map<String, String> process) {
        List<PropertySource<?>> lowestFirst = new ArrayList<>();
        environment.getPropertySources().forEach(lowestFirst::add);
        Collections.reverse(lowestFirst);
        Map<String, String> variables = new LinkedHashMap<>();
        for (PropertySource<?> source : lowestFirst) {
            if (source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
                variables.putAll(process);
            } else if (source instanceof EnumerablePropertySource<?> listed) {
                add(listed, environment, variables);
            }
        }
        return variables;
    }

    private static void add(
            EnumerablePropertySource<?> source, ConfigurableEnvironment environment, Map<String, String> variables) {
        for (String name : source.getPropertyNames()) {
            boolean mirrored = name.startsWith(MIRRORED);
            if (mirrored || VARIABLE.matcher(name).matches()) {
                String text = environment.resolvePlaceholders(String.valueOf(source.getProperty(name)));
                variables.put(mirrored ? variable(name) : name, text);
            }
        }
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}

package dev.operable.spring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
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
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    /** One of a list in YAML, whose items come in their order. */
    private static final Pattern ITEM = Pattern.compile("(.+)\\[\\d+]");

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
            } else if (source instanceof EnumerablePropertySource<?> listed
                    && !(source instanceof ConsulPropertySource)) {
                add(listed, environment, variables);
            }
        }
        return variables;
    }

    private static void add(
            EnumerablePropertySource<?> source, ConfigurableEnvironment environment, Map<String, String> variables) {
        Map<String, String> lists = new LinkedHashMap<>();
        for (String name : source.getPropertyNames()) {
            Matcher item = ITEM.matcher(name);
            boolean mirrored = name.startsWith(MIRRORED);
            if (mirrored || VARIABLE.matcher(name).matches()) {
                String text = environment.resolvePlaceholders(String.valueOf(source.getProperty(name)));
                if (mirrored && item.matches()) {
                    lists.merge(variable(item.group(1)), text, (before, more) -> before + "," + more);
                } else {
                    variables.put(mirrored ? variable(name) : name, text);
                }
            }
        }
        variables.putAll(lists);
    }

    /** Of {@code ops.stop.linger}, {@code ops.stop-linger} and {@code ops.stopLinger} the same. */
    static String variable(String property) {
        return HUMP.matcher(property)
                .replaceAll("_")
                .toUpperCase(Locale.ROOT)
                .replace('.', '_')
                .replace('-', '_');
    }
}

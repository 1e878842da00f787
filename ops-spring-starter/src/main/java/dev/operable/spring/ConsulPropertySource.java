package dev.operable.spring;

import dev.operable.config.ConfigValue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The keys of Consul as Spring's environment sees variables, with the place of each: {@code SPRING_MAIL_HOST} there is {@code
 * spring.mail.host}. As they are at the start, since Spring Boot keeps copies of what it found by such a name. Immutable.
 */
final class ConsulPropertySource extends SystemEnvironmentPropertySource implements OriginLookup<String> {
    /** By the end of its name Spring Boot knows that its names are those of variables. */
    static final String NAME = "consul-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    private final Map<String, ConfigValue> values;

    ConsulPropertySource(Map<String, ConfigValue> values) {
        super(NAME, texts(values));
        this.values = Map.copyOf(values);
    }

    private static Map<String, Object> texts(Map<String, ConfigValue> values) {
        Map<String, Object> texts = new HashMap<>();
        values.forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }

    @Override
    public @Nullable Origin getOrigin(String name) {
        ConfigValue value = values.get(resolvePropertyName(name));
        return value == null ? null : new Place(value.place());
    }

    /** Reads as {@code Consul KV config/shop/SPRING_MAIL_HOST at index 42}. */
    private record Place(String text) implements Origin {
        @Override
        public String toString() {
            return text;
        }
    }
}

package dev.operable.rpc;

import dev.operable.config.Settings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The options that the environment has for services: {@code OPS_RPC_HITS_DEADLINE=500ms} is the {@code deadline} of calls to
 * {@code hits}, whatever the code says. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * Settings settings = RpcVariables.describe(Settings.of("links").environment(System.getenv())).load();
 * RpcClients rpc = RpcClients.create(discovery, RpcOptions.defaults(), registry, "links", RpcVariables.of(settings));
 * }</pre>
 */
public final class RpcVariables {
    private static final String PREFIX = "OPS_RPC_";

    /** The record of a service and which of its variables are set. */
    private interface Source {
        Optional<RpcOptions> options(String name);

        boolean isSet(String variable);
    }

    private final Source source;

    private RpcVariables(Source source) {
        this.source = source;
    }

    /** Says to the settings which variables there are; returns them. */
    public static Settings.Builder describe(Settings.Builder builder) {
        return builder.each(PREFIX, "<SERVICE>", RpcOptions.class);
    }

    /** None, for whom the options of the code are all. */
    public static RpcVariables none() {
        return new RpcVariables(new Source() {
            @Override
            public Optional<RpcOptions> options(String name) {
                return Optional.empty();
            }

            @Override
            public boolean isSet(String variable) {
                return false;
            }
        });
    }

    /**
     * Those of the start of these settings.
     *
     * @throws IllegalArgumentException if the settings do not know of them, by {@link #describe}
     */
    public static RpcVariables of(Settings settings) {
        settings.get(RpcOptions.class, "");
        return new RpcVariables(new Source() {
            @Override
            public Optional<RpcOptions> options(String name) {
                return settings.get(RpcOptions.class, name);
            }

            @Override
            public boolean isSet(String variable) {
                return settings.value(variable).isPresent();
            }
        });
    }

    /**
     * The options of a service: what is set here, and the rest from the code.
     *
     * @throws IllegalArgumentException if the two contradict each other
     */
    RpcOptions over(String service, RpcOptions code) {
        String name = service.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        Optional<RpcOptions> set = source.options(name);
        return set.isEmpty() ? code : merged(set.get(), code, PREFIX + name + "_");
    }

    private RpcOptions merged(RpcOptions set, RpcOptions code, String prefix) {
        List<String> won = new ArrayList<>();
        Predicate<RecordComponent> wins = component -> {
            String variable = prefix + variable(component.getName());
            boolean is = source.isSet(variable);
            if (is) {
                won.add(variable);
            }
            return is;
        };
        try {
            return merged(set, code, wins);
        } catch (InvocationTargetException refused) {
            Throwable why = refused.getTargetException();
            throw new IllegalArgumentException(
                    "The options that the code gives do not go together with " + String.join(", ", won) + ": "
                            + why.getMessage(),
                    why);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("The options are a record that reads itself.", impossible);
        }
    }

    private static RpcOptions merged(RpcOptions set, RpcOptions code, Predicate<RecordComponent> wins)
            throws ReflectiveOperationException {
        RecordComponent[] components = RpcOptions.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = components[i].getAccessor().invoke(wins.test(components[i]) ? set : code);
        }
        return RpcOptions.class.getDeclaredConstructor(types).newInstance(values);
    }

    /** As ops-config writes a component: {@code retriesPerSecond} is {@code RETRIES_PER_SECOND}. */
    private static String variable(String component) {
        return component.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}

package dev.operable.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Instances from {@code HITS_URL=http://a:1,http://b:2}: a service is known when its variable is set. */
final class AddressVariables implements Discovery {
    private final Function<String, Optional<String>> variables;
    private final Map<String, Instances> views = new ConcurrentHashMap<>();

    AddressVariables(Function<String, Optional<String>> variables) {
        this.variables = variables;
    }

    /** The variable of a service: {@code my-hits} has {@code MY_HITS_URL}. */
    static String variable(String service) {
        return service.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_') + "_URL";
    }

    @Override
    public boolean knows(String service) {
        return variables.apply(variable(service)).isPresent();
    }

    @Override
    public Instances instances(String service) {
        return views.computeIfAbsent(service, name -> {
            String variable = variable(name);
            List<URI> addresses =
                    variables.apply(variable).map(list -> parse(variable, list)).orElse(List.of());
            return Discovery.fixed(Map.of(name, addresses)).instances(name);
        });
    }

    @Override
    public void close() {
        // Nothing runs.
    }

    private static List<URI> parse(String variable, String list) {
        return Arrays.stream(list.split(",", -1))
                .map(address -> parseOne(variable, address.strip()))
                .toList();
    }

    private static URI parseOne(String variable, String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            // Not as the cause, whose message has the whole value: an address may carry a password.
            throw new IllegalArgumentException(variable + " is not a list of addresses (" + e.getReason()
                    + "). Write it as http://a:8080,http://b:8080.");
        }
    }
}

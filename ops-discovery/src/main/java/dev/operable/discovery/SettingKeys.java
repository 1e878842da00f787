package dev.operable.discovery;

import dev.operable.config.ConfigValue;
import dev.operable.discovery.ConsulFailure.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the keys below one prefix into variables, and tells once of each key that is none. For one thread at a time. */
final class SettingKeys {
    private static final Logger log = LoggerFactory.getLogger(SettingKeys.class);
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    /** What is needed to find Consul, and what was decided before it was asked. */
    private static final Pattern EARLIER =
            Pattern.compile("CONSUL_.*|OPS_CONSUL_.*|OPS_(DISCOVERY|SETTINGS|SNAPSHOTS|DEVKIT_DIR|MODE)(_FILE)?"
                    + "|SERVICE_(NAME|ENVIRONMENT)(_FILE)?");

    private static final int MOST_TOLD = 100;

    private final String prefix;
    private final Set<String> told = new TreeSet<>();

    SettingKeys(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The variables, with an addition to the place that each stands in.
     *
     * @throws ConsulFailure if a value is no text: none is taken then, for they belong together
     */
    synchronized Map<String, ConfigValue> read(List<KeyEntry> entries, String addition) throws ConsulFailure {
        Map<String, ConfigValue> values = new HashMap<>();
        for (KeyEntry entry : entries) {
            String name = entry.key().startsWith(prefix) ? entry.key().substring(prefix.length()) : "";
            if (name.isEmpty() || name.endsWith("/")) {
                continue; // a folder, as Consul's page makes them
            }
            if (!VARIABLE.matcher(name).matches()) {
                tell(entry, "its name is not that of a variable. Variables stand directly below " + prefix);
            } else if (EARLIER.matcher(name).matches()) {
                tell(entry, "it is needed before Consul is asked. Set it in the environment");
            } else {
                String place = "Consul KV " + entry.key() + " at index " + entry.modified() + addition;
                values.put(name, new ConfigValue(text(entry), place));
            }
        }
        return Map.copyOf(values);
    }

    private static String text(KeyEntry entry) throws ConsulFailure {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(entry.value())))
                    .toString();
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new ConsulFailure(
                    Kind.UNREADABLE, "The value of " + entry.key() + " in Consul is not text in UTF-8. Write it anew.");
        }
    }

    private void tell(KeyEntry entry, String why) {
        // Bounded, because anybody who may write there can think of ever new ones.
        if (told.size() < MOST_TOLD && told.add(entry.key())) {
            log.atWarn().addKeyValue("key", entry.key()).log("The key {} is not read: {}.", entry.key(), why);
        }
    }
}

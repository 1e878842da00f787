package dev.operable.spring;

import dev.operable.config.Settings;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Tells a native image which records are bound: their components are found and their constructors called by reflection. */
final class SettingsHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.reflection().registerType(Settings.class, MemberCategory.INVOKE_PUBLIC_METHODS);
        Stream.concat(Foundation.RECORDS.stream(), Stream.of(DatabaseVariables.class))
                .forEach(type -> hints.reflection()
                        .registerType(
                                type,
                                MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                                MemberCategory.INVOKE_DECLARED_METHODS));
    }
}

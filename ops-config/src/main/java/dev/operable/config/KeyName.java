package dev.operable.config;

import java.util.Locale;

/** The variable of a component: {@code flushEvery} is {@code FLUSH_EVERY}, {@code baseURLOfHits} {@code BASE_URL_OF_HITS}. */
final class KeyName {
    private KeyName() {}

    static String of(String component) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            if (i > 0 && startsWord(component, i)) {
                key.append('_');
            }
            key.append(component.charAt(i));
        }
        return key.toString().toUpperCase(Locale.ROOT);
    }

    private static boolean startsWord(String name, int at) {
        char before = name.charAt(at - 1);
        if (!Character.isUpperCase(name.charAt(at)) || before == '_') {
            return false;
        }
        boolean lowerFollows = at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1));
        return !Character.isUpperCase(before) || lowerFollows;
    }
}

package dev.operable.health;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The forms of an answer, the preferred one first, and the choice among them by the Accept header (RFC 9110, section
 * 12.5.1). Who accepts none of them gets text: a probe needs its status, not an argument about formats.
 */
enum Accepted {
    TEXT("text", "plain"),
    HEALTH_JSON("application", "health+json"),
    JSON("application", "json"),
    HTML("text", "html");

    private final String type;
    private final String subtype;

    Accepted(String type, String subtype) {
        this.type = type;
        this.subtype = subtype;
    }

    static Accepted of(@Nullable String accept) {
        Accepted best = TEXT;
        if (accept == null || accept.isEmpty() || accept.equals("*/*")) {
            return best; // as most probes say
        }
        double bestQuality = 0;
        for (Accepted candidate : values()) {
            double quality = candidate.quality(accept);
            if (quality > bestQuality) {
                best = candidate;
                bestQuality = quality;
            }
        }
        return best;
    }

    /** The quality that the most specific range matching this form gives it; 0 if none does. */
    private double quality(String accept) {
        double quality = 0;
        int mostSpecific = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            int specific = specificity(parts[0].strip());
            if (specific > mostSpecific) {
                mostSpecific = specific;
                quality = weight(parts);
            }
        }
        return quality;
    }

    private int specificity(String range) {
        if (range.equals(type + "/" + subtype)) {
            return 3;
        }
        if (range.equals(type + "/*")) {
            return 2;
        }
        return range.equals("*/*") ? 1 : 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }
}

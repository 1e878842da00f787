package dev.operable.config;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The types whose text has a form of its own here; enums and types that read themselves come on top. */
final class Scalars {
    private static final String PATTERN = "a regular expression";
    private static final String ZONE = "a time zone";
    private static final String ZONES = "Europe/Paris, UTC or +02:00";

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d++");
    /** Not what Java takes and nobody means in a setting: {@code 0x1p3}, {@code 1f}, {@code Infinity}. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");
    /** Reading a number without bounds takes time that grows with the square of its digits. */
    private static final int MOST_DIGITS = 1000;

    private static final String SHORT = "a number of at most " + MOST_DIGITS + " characters";

    /** The JDK compiles some patterns in time that grows with the square of their length. */
    private static final int LONGEST_PATTERN = 10_000;

    /** With an interface of an IPv6 address, and more than enough. */
    private static final int LONGEST_ADDRESS = 80;

    private Scalars() {}

    /** Those of primitive types by their classes. No table, which would make all of them for a service that has a few. */
    static @Nullable Conversion find(Type type) {
        if (type == String.class || type == CharSequence.class) {
            return new Conversion(Conversion.TEXT, "", false, true, true, null, value -> value);
        } else if (type == Secret.class) {
            return new Conversion("a secret", "", true, false, false, null, Secret::of);
        } else if (type == Character.class) {
            return Conversion.free("a single character", "; or |", Scalars::single);
        } else if (type == Boolean.class) {
            return stripped("yes or no", "true or false", Scalars::truth);
        } else if (type == Byte.class) {
            return whole(Byte.SIZE, Byte::valueOf);
        } else if (type == Short.class) {
            return whole(Short.SIZE, Short::valueOf);
        } else if (type == Integer.class) {
            return whole(Integer.SIZE, Integer::valueOf);
        } else if (type == Long.class) {
            return whole(Long.SIZE, Long::valueOf);
        } else if (type == Float.class) {
            // each by its own parser: what is rounded twice may not be what was printed
            return decimal(Float.MAX_VALUE, Float::valueOf);
        } else if (type == Double.class) {
            return decimal(Double.MAX_VALUE, Double::valueOf);
        } else if (type == BigInteger.class) {
            return number("a whole number", "8 or 250", WHOLE, SHORT, digits -> new BigInteger(bounded(digits)));
        } else if (type == BigDecimal.class) {
            String range = SHORT + " and of 9 in its exponent";
            return number("a number", "8 or 0.25", DECIMAL, range, digits -> new BigDecimal(bounded(digits)));
        } else if (type == ByteSize.class) {
            return itself("a byte size", "512kB, 10MiB or 3B", ByteSize::parse);
        } else if (type == Duration.class) {
            return stripped("a duration", "500ms, 2s, 5m or PT2S", Durations::parse);
        } else if (type == Instant.class) {
            return stripped("an instant", "2026-01-31T12:00:00Z", Instant::parse);
        } else if (type == LocalDate.class) {
            return stripped("a date", "2026-01-31", LocalDate::parse);
        } else if (type == ZoneId.class) {
            return stripped(ZONE, ZONES, Scalars::zone);
        } else if (type == URI.class) {
            return stripped("a URI", "https://host:8080/path", uri -> uri.isEmpty() ? null : new URI(uri));
        } else if (type == Path.class) {
            return Conversion.of("a path", "/var/lib/data", Path::of);
        } else if (type == Charset.class) {
            return stripped("a character set", "UTF-8", Scalars::charset);
        } else if (type == Locale.class) {
            return stripped("a locale", "de, de-CH or zh-Hans-CN", Scalars::locale);
        } else if (type == Pattern.class) {
            return Conversion.of(PATTERN, "", Scalars::pattern);
        } else if (type == InetAddress.class) {
            String noun = "an IP address (host names are not looked up)";
            return stripped(noun, "10.0.0.1 or 2001:db8::1", Scalars::address);
        } else if (type == ListenAddress.class) {
            String examples = "3000, :3000, 0.0.0.0:3000 or [::1]:3000";
            return itself("an address to listen on", examples, ListenAddress::parse);
        }
        return null;
    }

    private static Conversion stripped(String noun, String examples, Converter<?> parser) {
        return Conversion.of(noun, examples, text -> parser.convert(text.strip()));
    }

    private static Conversion whole(int bits, Converter<? extends Number> parser) {
        long max = Long.MAX_VALUE >> (Long.SIZE - bits);
        String range = "a whole number between " + (-max - 1) + " and " + max;
        return number("a whole number", "8 or 250", WHOLE, range, parser);
    }

    private static Conversion decimal(Object max, Converter<? extends Number> parser) {
        return number("a number", "8 or 0.25", DECIMAL, "a number between -" + max + " and " + max, text -> {
            Number number = Objects.requireNonNull(parser.convert(text));
            double read = number.doubleValue();
            if (read == 0 && text.matches("[^eE]*[1-9].*")) {
                throw new Refusal("is so small that it would be 0. Write 0, or a number farther from it.");
            }
            return Double.isInfinite(read) ? null : number;
        });
    }

    /** As people write them in ASCII, without grouping, suffixes or {@code NaN}. */
    private static Conversion number(
            String noun, String examples, Pattern form, String range, Converter<? extends Number> parser) {
        return stripped(noun, examples, value -> {
            if (!form.matcher(value).matches()) {
                return null;
            }
            try {
                Number number = parser.convert(value);
                if (number != null) {
                    return number;
                }
            } catch (NumberFormatException | ArithmeticException tooLong) {
                // a number by its form, and out of every range
            }
            throw new Refusal("is out of range. Write " + range + ".");
        });
    }

    private static String bounded(String value) {
        if (value.length() > MOST_DIGITS) {
            throw new NumberFormatException("too long");
        }
        return value;
    }

    private static @Nullable Character single(String text) {
        return text.length() == 1 ? text.charAt(0) : null;
    }

    private static @Nullable Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> Boolean.TRUE;
            case "false", "no", "off", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** The JDK asks each of its providers before it looks at the letters. */
    private static @Nullable Charset charset(String text) {
        boolean legal =
                text.chars().allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || "-+.:_".indexOf(c) >= 0);
        return legal ? Charset.forName(text) : null;
    }

    private static ZoneId zone(String value) throws Refusal {
        try {
            return ZoneId.of(value);
        } catch (DateTimeException refused) {
            Set<String> alike = ZoneId.getAvailableZoneIds();
            alike.removeIf(id -> !id.regionMatches(true, 0, value, 0, 2));
            String near = Names.nearest(value, new TreeSet<>(alike), Names.GENEROUS);
            throw Conversion.refusal(ZONE, near == null ? "" : ", did you mean " + near + "?", ZONES);
        }
    }

    /** {@code de-CH} as BCP 47 has it, {@code de_CH} as Java and POSIX print it. */
    private static @Nullable Locale locale(String text) {
        String tag = text.replace('_', '-');
        Locale locale = new Locale.Builder().setLanguageTag(tag).build();
        // well-formed, but nothing of that length is registered: somebody wrote "german"
        return locale.getLanguage().length() > 3 ? null : locale;
    }

    /** As it stands: spaces at its ends are part of it. */
    private static Pattern pattern(String text) throws Refusal {
        if (text.length() > LONGEST_PATTERN) {
            throw Conversion.refusal(PATTERN, ": it is longer than " + LONGEST_PATTERN + " characters", "");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException refused) {
            String reason = Shown.message(refused.getDescription()) + ", at character " + (refused.getIndex() + 1);
            throw Conversion.refusal(PATTERN, ": " + reason, "");
        }
    }

    /**
     * An address and never a host name: to look one up while a service starts may take minutes, and what it means today it
     * may not mean tomorrow.
     */
    private static @Nullable InetAddress address(String value) throws UnknownHostException, Refusal {
        boolean colon = value.indexOf(':') >= 0;
        if (value.length() > LONGEST_ADDRESS || (!colon && value.indexOf('.') < 0)) {
            return null;
        }
        String bare = value.startsWith("[") && value.endsWith("]") ? value.substring(1, value.length() - 1) : value;
        if (ListenAddress.isOctal(bare.substring(bare.lastIndexOf(':') + 1))) {
            throw new Refusal(ListenAddress.OCTAL + " Write it as 10.0.0.1.");
        }
        int zone = colon ? bare.indexOf('%') : -1;
        // the JDK looks nothing up that has colons and stands in brackets
        InetAddress address = InetAddress.getByName(
                "[" + (!colon ? "::ffff:" + value : zone < 0 ? bare : bare.substring(0, zone)) + "]");
        try {
            return zone < 0 ? address : InetAddress.getByName("[" + bare + "]");
        } catch (UnknownHostException elsewhere) {
            throw new Refusal("names a network interface that this machine does not have, or not for IPv6.");
        }
    }

    /** For types of our own, whose parse says what the text does or has. */
    private static Conversion itself(String noun, String examples, Converter<?> parser) {
        return stripped(noun, examples, text -> {
            try {
                return parser.convert(text);
            } catch (IllegalArgumentException refused) {
                throw Conversion.refusal(noun, ": it " + refused.getMessage(), examples);
            }
        });
    }
}

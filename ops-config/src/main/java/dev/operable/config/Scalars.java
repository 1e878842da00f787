package dev.operable.config;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types whose text has a form of its own here; enums and types with a static factory come on top. */
final class Scalars {
    private static final Map<Type, Converter> BY_TYPE = byType();

    private Scalars() {}

    static @Nullable Converter find(Type type) {
        return BY_TYPE.get(type);
    }

    private static Map<Type, Converter> byType() {
        Map<Type, Converter> all = new HashMap<>();
        Converter text = Converter.of(new Form(Form.TEXT, "", false, true), value -> value);
        all.put(String.class, text);
        all.put(CharSequence.class, text);
        all.put(Secret.class, Converter.of(new Form("a secret", "", true, false), Secret::of));
        both(all, boolean.class, Boolean.class, Converter.of(Form.of("yes or no", "true or false"), Scalars::truth));
        both(all, byte.class, Byte.class, Numbers.whole(Byte.MIN_VALUE, Byte.MAX_VALUE, n -> (byte) n));
        both(all, short.class, Short.class, Numbers.whole(Short.MIN_VALUE, Short.MAX_VALUE, n -> (short) n));
        both(all, int.class, Integer.class, Numbers.whole(Integer.MIN_VALUE, Integer.MAX_VALUE, n -> (int) n));
        both(all, long.class, Long.class, Numbers.whole(Long.MIN_VALUE, Long.MAX_VALUE, n -> n));
        both(all, float.class, Float.class, Numbers.floating(Float.MAX_VALUE, n -> (float) n));
        both(all, double.class, Double.class, Numbers.floating(Double.MAX_VALUE, n -> n));
        all.put(BigInteger.class, Numbers.bigInteger());
        all.put(BigDecimal.class, Numbers.bigDecimal());
        all.put(Duration.class, Converter.of(Form.of("a duration", "500ms, 2s, 5m or PT2S"), Durations::parse));
        all.put(URI.class, Converter.of(Form.of("a URI", "https://host:8080/path"), Scalars::uri));
        all.put(Path.class, Converter.of(Form.of("a path", "/var/lib/data"), Scalars::path));
        all.put(Charset.class, Converter.of(Form.of("a character set", "UTF-8"), Scalars::charset));
        all.put(
                ListenAddress.class,
                Converter.of(
                        Form.of("an address to listen on", "3000, :3000, 0.0.0.0:3000 or [::1]:3000"),
                        Scalars::listenAddress));
        return Map.copyOf(all);
    }

    private static void both(Map<Type, Converter> all, Type primitive, Type boxed, Converter converter) {
        all.put(primitive, converter);
        all.put(boxed, converter);
    }

    private static @Nullable Boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> Boolean.TRUE;
            case "false", "no", "off", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException refused) {
            return null;
        }
    }

    private static @Nullable Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException refused) {
            return null;
        }
    }

    private static @Nullable Charset charset(String text) {
        try {
            return Charset.forName(text.strip());
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    private static ListenAddress listenAddress(String text) throws Refusal {
        try {
            return ListenAddress.parse(text);
        } catch (IllegalArgumentException refused) {
            throw Form.of("an address to listen on", "3000, :3000, 0.0.0.0:3000 or [::1]:3000")
                    .refusal(": it " + refused.getMessage());
        }
    }
}

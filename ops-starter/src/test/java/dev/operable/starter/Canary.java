package dev.operable.starter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A text that must be seen nowhere, and the forms in which it might be. */
final class Canary {
    /** What all secrets of the test have in common. Nothing else has it by chance. */
    static final String CORE = "Zq7Xw93kPLmVtR5y";

    private Canary() {}

    /** A secret that tells where it was put. */
    static String of(String place) {
        return "c" + CORE + "-" + place;
    }

    /** Each place in which it is found, with what surrounds it. */
    static List<String> traces(String text) {
        List<String> traces = new ArrayList<>();
        forms().forEach((form, searched) -> {
            for (int at = text.indexOf(searched); at >= 0; at = text.indexOf(searched, at + 1)) {
                int begin = Math.max(0, at - 80);
                int end = Math.min(text.length(), at + searched.length() + 40);
                traces.add("as " + form + ": ..." + text.substring(begin, end) + "...");
            }
        });
        return traces;
    }

    static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        byte[] bytes = CORE.getBytes(StandardCharsets.UTF_8);
        forms.put("it is", CORE);
        forms.put("lower case", CORE.toLowerCase(Locale.ROOT));
        forms.put("upper case", CORE.toUpperCase(Locale.ROOT));
        forms.put("hex", HexFormat.of().formatHex(bytes));
        forms.put("upper hex", HexFormat.of().withUpperCase().formatHex(bytes));
        forms.put("percent", "%" + HexFormat.ofDelimiter("%").formatHex(bytes));
        forms.put(
                "upper percent",
                "%" + HexFormat.ofDelimiter("%").withUpperCase().formatHex(bytes));
        // The first byte of a group of three may be any of it; what does not depend on the neighbours is searched.
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            int from = (shift * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            forms.put(
                    "base64 " + shift,
                    Base64.getEncoder().encodeToString(shifted).substring(from, to));
            forms.put(
                    "base64url " + shift,
                    Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
        }
        return forms;
    }
}

package dev.operable.core.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The place of a request in its trace: the header {@code traceparent} of
 * <a href="https://www.w3.org/TR/trace-context-2/#traceparent-header">W3C Trace Context, Level 2</a>.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId of the request as its sender knows it: 16 digits, not all zero
 * @param flags {@link #SAMPLED} and {@link #RANDOM}; all others are unknown to Level 2, and zero
 */
record TraceParent(String traceId, String spanId, int flags) {
    static final int SAMPLED = 1;
    static final int RANDOM = 2;

    private static final int LENGTH = 55;

    /** Later versions may be longer, yet not without an end. */
    private static final int MAX_RECEIVED = 512;

    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_SPAN = "0".repeat(16);
    private static final HexFormat HEX = HexFormat.of();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NOTHING = new byte[16];

    /** Keeps processes apart whose generators happen to be in the same state. */
    private static final long SALT = new SecureRandom().nextLong();

    /** A new trace, whose id is random in all of its bits; nobody has decided to record it. */
    static TraceParent start() {
        byte[] id = new byte[16];
        do {
            LONG.set(id, 0, random());
            LONG.set(id, Long.BYTES, random());
        } while (Arrays.equals(id, NOTHING));
        return new TraceParent(HEX.formatHex(id), newSpanId(), RANDOM);
    }

    static String newSpanId() {
        long bits;
        do {
            bits = random();
        } while (bits == 0);
        return HEX.toHexDigits(bits);
    }

    /** The header's value, or null where the trace has to be started again: there is none, or several, or it is malformed. */
    static @Nullable TraceParent parse(List<String> headers) {
        return headers.size() == 1 ? parse(headers.get(0)) : null;
    }

    private static @Nullable TraceParent parse(String header) {
        if (header.length() > MAX_RECEIVED) {
            return null;
        }
        String value = HeaderSyntax.trimmed(header, 0, header.length());
        if (!hasLengthOfItsVersion(value)
                || value.charAt(35) != '-'
                || value.charAt(52) != '-'
                || !HeaderSyntax.isHex(value, 3, 35)
                || !HeaderSyntax.isHex(value, 36, 52)
                || !HeaderSyntax.isHex(value, 53, LENGTH)) {
            return null;
        }
        String traceId = value.substring(3, 35);
        String spanId = value.substring(36, 52);
        if (traceId.equals(NO_TRACE) || spanId.equals(NO_SPAN)) {
            return null;
        }
        int known = Character.digit(value.charAt(54), 16) & (SAMPLED | RANDOM);
        return new TraceParent(traceId, spanId, known);
    }

    private static boolean hasLengthOfItsVersion(String value) {
        if (value.length() < LENGTH
                || value.charAt(2) != '-'
                || !HeaderSyntax.isHex(value, 0, 2)
                || value.startsWith("ff")) {
            return false;
        }
        // A later version only adds fields, each after a dash.
        return value.length() == LENGTH || (!value.startsWith("00") && value.charAt(LENGTH) == '-');
    }

    /** As it is sent, in the version that is known here, {@code 00}. */
    String header() {
        return "00-" + traceId + "-" + spanId + "-0" + flags;
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong() ^ SALT;
    }
}

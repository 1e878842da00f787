package dev.operable.core.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name for a request that people can read out to each other. */
final class RequestId {
    static final String HEADER = "X-Request-Id";
    static final String MDC_KEY = "request_id";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private RequestId() {}

    /** The caller's, when it is one, for the request may have come a long way; else a new one. */
    static String of(@Nullable String header) {
        if (header != null && WELL_FORMED.matcher(header).matches()) {
            return header;
        }
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}

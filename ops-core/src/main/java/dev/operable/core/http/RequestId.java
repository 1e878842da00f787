package dev.operable.core.http;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A name for a request that people can read out to each other. */
final class RequestId {
    private RequestId() {}

    /** The caller's, when it is one, for the request may have come a long way; else a new one. */
    static String of(List<String> headers) {
        if (headers.size() == 1 && HeaderSyntax.isName(headers.get(0), 128, "._:-")) {
            return headers.get(0);
        }
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}

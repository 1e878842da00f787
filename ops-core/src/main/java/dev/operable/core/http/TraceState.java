package dev.operable.core.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What tracing systems said along the way of a request: the header {@code tracestate} of
 * <a href="https://www.w3.org/TR/trace-context-2/#tracestate-header">W3C Trace Context, Level 2</a>. Immutable.
 *
 * <p>At most 32 entries and 512 characters, which is what the specification asks everybody to pass on. Where there is more,
 * entries above 128 characters go first, then those at the end, and always whole ones.
 */
public final class TraceState {
    private static final TraceState EMPTY = new TraceState("");

    private static final int MAX_ENTRIES = 32;
    private static final int MAX_CHARACTERS = 512;
    private static final int LARGE_ENTRY = 128;
    private static final int MAX_PART = 256;

    /** Nothing valid is longer, but for white space: 32 entries of a key, an equals sign, a value and a comma. */
    private static final int MAX_RECEIVED = MAX_ENTRIES * (2 * MAX_PART + 2);

    private final String header;

    /** @param header of valid entries, without white space around them; empty if there are none */
    private TraceState(String header) {
        this.header = header;
    }

    /** Without an entry. */
    public static TraceState empty() {
        return EMPTY;
    }

    /**
     * Reads the values of all {@code tracestate} headers of a request, in their order. A list that breaks the format in any
     * place is discarded as a whole; of several entries with one key the first stays, for it is the latest.
     */
    public static TraceState parse(List<String> headers) {
        int length = 0;
        for (String value : headers) {
            length += value.length() + 1;
            if (length > MAX_RECEIVED) {
                return EMPTY;
            }
        }
        if (headers.isEmpty()) {
            return EMPTY;
        }
        String list = headers.size() == 1 ? headers.get(0) : String.join(",", headers);
        return isAsWritten(list) ? new TraceState(list) : parse(list);
    }

    /** Whether this is a list as it is passed on, which most are: nothing has to be made of it then. */
    private static boolean isAsWritten(String list) {
        if (list.length() > MAX_CHARACTERS) {
            return false;
        }
        int count = 0;
        int begin = 0;
        while (begin <= list.length()) {
            int comma = list.indexOf(',', begin);
            int end = comma < 0 ? list.length() : comma;
            int equals = list.indexOf('=', begin);
            if (equals < 0
                    || ++count > MAX_ENTRIES
                    || !isKey(list, begin, equals)
                    || !isValue(list, equals + 1, end)
                    || isKeyBefore(list, begin, equals)) {
                return false;
            }
            begin = end + 1;
        }
        return true;
    }

    /** Whether an entry before this one has the same key. */
    private static boolean isKeyBefore(String list, int begin, int equals) {
        int length = equals + 1 - begin;
        for (int earlier = 0; earlier < begin; earlier = list.indexOf(',', earlier) + 1) {
            if (list.regionMatches(earlier, list, begin, length)) {
                return true;
            }
        }
        return false;
    }

    private static TraceState parse(String list) {
        List<String> found = new ArrayList<>(4);
        int begin = 0;
        while (begin <= list.length()) {
            int comma = list.indexOf(',', begin);
            int end = comma < 0 ? list.length() : comma;
            String entry = HeaderSyntax.trimmed(list, begin, end);
            if (!entry.isEmpty()) {
                int equals = entry.indexOf('=');
                if (equals < 0
                        || found.size() == MAX_ENTRIES
                        || !isKey(entry, 0, equals)
                        || !isValue(entry, equals + 1, entry.length())) {
                    return EMPTY;
                }
                if (!isIn(found, entry, equals)) {
                    found.add(entry);
                }
            }
            begin = end + 1;
        }
        return of(found);
    }

    private static boolean isIn(List<String> found, String entry, int equals) {
        for (String earlier : found) {
            if (earlier.regionMatches(0, entry, 0, equals + 1)) {
                return true;
            }
        }
        return false;
    }

    /** The value of a key. */
    public Optional<String> get(String key) {
        for (String entry : entries()) {
            if (hasKey(entry, key)) {
                return Optional.of(entry.substring(key.length() + 1));
            }
        }
        return Optional.empty();
    }

    /**
     * With an entry of its own for a tracing system, at the beginning, in place of the one it had. The others keep their
     * order; the last one gives way if there are 32.
     *
     * @throws IllegalArgumentException if the key or the value is not one of a tracestate
     */
    public TraceState with(String key, String value) {
        String entry = key + "=" + value;
        if (!isKey(entry, 0, key.length())) {
            throw new IllegalArgumentException(
                    "The tracestate key has to be 1 to 256 of a-z 0-9 _ - * / @, with a letter or a digit first.");
        }
        if (!isValue(entry, key.length() + 1, entry.length())) {
            throw new IllegalArgumentException("The tracestate value of " + key
                    + " has to be 1 to 256 printable ASCII characters without , and = and without a space at the end.");
        }
        List<String> changed = new ArrayList<>();
        changed.add(entry);
        entries().stream().filter(other -> !hasKey(other, key)).forEach(changed::add);
        return of(changed);
    }

    /** Without the entry of a key; meant for one's own key, since others need theirs further on. */
    public TraceState without(String key) {
        List<String> left = new ArrayList<>(entries());
        left.removeIf(entry -> hasKey(entry, key));
        return of(left);
    }

    /** Whether there is no entry; the header is then left out. */
    public boolean isEmpty() {
        return header.isEmpty();
    }

    /** The value of the header. */
    @Override
    public String toString() {
        return header;
    }

    private List<String> entries() {
        return header.isEmpty() ? List.of() : List.of(header.split(",", -1));
    }

    private static TraceState of(List<String> kept) {
        while (kept.size() > MAX_ENTRIES) {
            kept.remove(kept.size() - 1);
        }
        int length = -1;
        for (String entry : kept) {
            length += entry.length() + 1;
        }
        for (int i = kept.size() - 1; i >= 0 && length > MAX_CHARACTERS; i--) {
            if (kept.get(i).length() > LARGE_ENTRY) {
                length -= kept.remove(i).length() + 1;
            }
        }
        while (length > MAX_CHARACTERS) {
            length -= kept.remove(kept.size() - 1).length() + 1;
        }
        return kept.isEmpty() ? EMPTY : new TraceState(String.join(",", kept));
    }

    private static boolean hasKey(String entry, String key) {
        return entry.length() > key.length() && entry.charAt(key.length()) == '=' && entry.startsWith(key);
    }

    private static boolean isKey(String text, int begin, int end) {
        if (end <= begin || end - begin > MAX_PART || !HeaderSyntax.isLowerCaseOrDigit(text.charAt(begin))) {
            return false;
        }
        for (int i = begin + 1; i < end; i++) {
            char c = text.charAt(i);
            if (!HeaderSyntax.isLowerCaseOrDigit(c) && "_-*/@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(String text, int begin, int end) {
        if (end <= begin || end - begin > MAX_PART || text.charAt(end - 1) == ' ') {
            return false;
        }
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == ',' || c == '=') {
                return false;
            }
        }
        return true;
    }
}

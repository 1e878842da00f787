package dev.operable.rpc;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Requests of one method, or of any, to paths of one form. Equal to another one for the same requests. Immutable.
 *
 * @param method empty for any
 * @param segments of the path, {@link #VARIABLE} for one that may be anything
 */
record PathRule(String method, List<String> segments) {
    private static final String VARIABLE = "{}";
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");

    PathRule {
        segments = List.copyOf(segments);
    }

    /**
     * Reads {@code GET:/links/{id}}, or {@code /links/{id}} for any method.
     *
     * @throws IllegalArgumentException with the rule that is broken, as the end of a sentence
     */
    static PathRule of(String text) {
        int colon = text.startsWith("/") ? -1 : text.indexOf(':');
        String method = text.substring(0, Math.max(0, colon));
        String path = text.substring(colon + 1);
        boolean named = colon < 0 || METHOD.matcher(method).matches();
        boolean good = path.startsWith("/") && path.chars().allMatch(c -> c > ' ' && c <= '~' && c != '?' && c != '#');
        if (!named || !good) {
            throw new IllegalArgumentException("is not METHOD:/path. Write it as POST:/links/{id}/hits.");
        }
        return new PathRule(
                method,
                Arrays.stream(path.substring(1).split("/", -1))
                        .map(PathRule::segment)
                        .toList());
    }

    /** A part of a segment is no variable: whether a path has the form is to be seen in one look, whoever wrote the rule. */
    private static String segment(String written) {
        boolean variable =
                written.length() > 2 && written.startsWith("{") && written.indexOf('}') == written.length() - 1;
        if (!variable && (written.indexOf('{') >= 0 || written.indexOf('}') >= 0)) {
            throw new IllegalArgumentException("has a variable that is not a whole segment. Write /files/{name}.");
        }
        return variable ? VARIABLE : written;
    }

    /** @param target path and query */
    boolean matches(String requestMethod, String target) {
        if (!method.isEmpty() && !method.equals(requestMethod)) {
            return false;
        }
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        int from = 1;
        for (int i = 0; i < segments.size(); i++) {
            if (from > end) {
                return false;
            }
            int slash = target.indexOf('/', from);
            int to = slash < 0 || slash > end ? end : slash;
            String segment = segments.get(i);
            boolean same = segment.equals(VARIABLE)
                    ? to > from
                    : to - from == segment.length() && target.startsWith(segment, from);
            if (!same) {
                return false;
            }
            from = to + 1;
        }
        return from == end + 1;
    }

    @Override
    public String toString() {
        return (method.isEmpty() ? "" : method + ":") + "/" + String.join("/", segments);
    }
}

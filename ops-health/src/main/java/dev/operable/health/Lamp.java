package dev.operable.health;

/** A circle, a triangle or an octagon, each with its sign: who sees no colours sees the shapes. Words stand beside it. */
final class Lamp {
    /** Stand once in the page, before the first lamp. */
    static final String SHAPES = """
            <svg width="0" height="0" class="hidden" aria-hidden="true">
            <symbol id="pass" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" fill="currentColor"/>\
            <path class="sign" d="M7 12.5l3.5 3.5L17 8.5"/></symbol>
            <symbol id="warn" viewBox="0 0 24 24"><path fill="currentColor" stroke="currentColor" stroke-width="2" \
            stroke-linejoin="round" d="M12 2.5L23 21.5H1z"/><path class="sign" d="M12 9v5.5M12 18v.1"/></symbol>
            <symbol id="fail" viewBox="0 0 24 24"><path fill="currentColor" d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 \
            16.6V7.4z"/><path class="sign" d="M8 8l8 8M16 8l-8 8"/></symbol>
            </svg>
            """;

    private Lamp() {}

    static String of(String kind) {
        return "<svg class=\"lamp\" aria-hidden=\"true\"><use href=\"#" + kind + "\"/></svg>";
    }

    /** For the browser's tab, in colours that stand out on light and dark. */
    static String icon(String kind) {
        String shape =
                switch (kind) {
                    case "pass" -> "circle cx='8' cy='8' r='7' fill='%232da44e'";
                    case "warn" -> "path d='M8 1l8 14H0z' fill='%23d29922'";
                    default -> "path d='M5 1h6l4 4v6l-4 4H5l-4-4V5z' fill='%23e5484d'";
                };
        return "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3C" + shape
                + "/%3E%3C/svg%3E";
    }
}

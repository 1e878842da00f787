package dev.operable.core;

import java.util.List;

/** Finds the numbers of payment cards in a text, each character of which is looked at a bounded number of times. */
final class CardNumbers {
    /** Less than the length of the shortest card number: a look at each such place misses none. */
    private static final int STRIDE = 12;

    private final String text;
    private final List<int[]> hidden;

    private CardNumbers(String text, List<int[]> hidden) {
        this.text = text;
        this.hidden = hidden;
    }

    /** @param to gets the beginning and the end of each */
    static void find(String text, List<int[]> to) {
        new CardNumbers(text, to).all();
    }

    /** 13 to 19 digits in groups or in one, as cards begin, with the check digit that they end in. */
    private void all() {
        int end = 0;
        for (int look = STRIDE; look < text.length(); look += STRIDE) {
            if (look < end || !isCard(look)) {
                continue;
            }
            int begin = look;
            while (begin > end && isCard(begin - 1)) {
                begin--;
            }
            end = look + 1;
            while (end < text.length() && isCard(end)) {
                end++;
            }
            card(begin, end);
        }
    }

    /** A digit, or one space or dash between two digits. */
    private boolean isCard(int at) {
        char c = text.charAt(at);
        return Credentials.isDigit(c)
                || ((c == ' ' || c == '-')
                        && at > 0
                        && at + 1 < text.length()
                        && Credentials.isDigit(text.charAt(at - 1))
                        && Credentials.isDigit(text.charAt(at + 1)));
    }

    /** Other numbers may stand before and after that of the card, so each of them may be its first part. */
    private void card(int begin, int end) {
        int from = begin;
        while (from < end) {
            int to = Credentials.isDigit(text.charAt(from)) && !isPartOfName(from - 1) ? cardEnd(from, end) : from;
            if (to > from) {
                hidden.add(new int[] {from, to});
            }
            from = Math.max(to, from + 1);
        }
    }

    /** The end of the card number that begins there; where it begins if there is none. */
    private int cardEnd(int begin, int end) {
        int digits = 0;
        for (int i = begin; i < end && digits < 19; i++) {
            digits += Credentials.isDigit(text.charAt(i)) ? 1 : 0;
            boolean wordAfter = i + 1 < text.length() && text.charAt(i + 1) != '.' && isPartOfName(i + 1);
            if (digits >= 13 && !wordAfter && !isFolder(begin, i + 1) && isCardNumber(begin, i + 1, digits)) {
                return i + 1;
            }
        }
        return begin;
    }

    /** As temporary folders are named: {@code work-4127345619823401276/}. */
    private boolean isFolder(int begin, int end) {
        return end < text.length()
                && text.charAt(end) == '/'
                && begin > 1
                && text.charAt(begin - 1) == '-'
                && Credentials.isLetterOrDigit(text.charAt(begin - 2));
    }

    private boolean isPartOfName(int at) {
        return at >= 0
                && (Credentials.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_' || text.charAt(at) == '.');
    }

    private boolean isCardNumber(int begin, int end, int digits) {
        boolean length =
                switch (text.charAt(begin)) {
                    case '2', '5' -> digits == 16;
                    case '3' -> digits >= 14 && digits <= 16;
                    case '4' -> digits == 13 || digits == 16 || digits == 19;
                    case '6' -> digits >= 16;
                    default -> false;
                };
        return length && Credentials.isDigit(text.charAt(end - 1)) && hasCheckDigit(begin, end);
    }

    /** Luhn's: every second digit from the right counts twice. */
    private boolean hasCheckDigit(int begin, int end) {
        int sum = 0;
        boolean twice = false;
        for (int i = end - 1; i >= begin; i--) {
            if (Credentials.isDigit(text.charAt(i))) {
                int digit = (text.charAt(i) - '0') * (twice ? 2 : 1);
                sum += digit > 9 ? digit - 9 : digit;
                twice = !twice;
            }
        }
        return sum % 10 == 0;
    }
}

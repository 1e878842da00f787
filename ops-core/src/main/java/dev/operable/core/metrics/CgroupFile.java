package dev.operable.core.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers in the kernel's small text files; {@code NaN} for one that is not there, which a scrape shows as no value. */
final class CgroupFile {
    /** Version 1 writes "no limit" as the largest multiple of a page; nothing real comes near. */
    private static final double NO_LIMIT = Math.pow(2, 62);

    private CgroupFile() {}

    /** The word of a file at an index, {@code "100000 50000"}; {@code NaN} for {@code max} and whatever means no limit. */
    static double word(Path file, int index) {
        String[] words = text(file).trim().split("\\s+", -1);
        return index < words.length ? number(words[index]) : Double.NaN;
    }

    /** The value of a key in a file of lines such as {@code nr_periods 7}. */
    static double value(Path file, String key) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(key + " "))
                .findFirst()
                .map(line -> number(line.substring(key.length() + 1).trim()))
                .orElse(Double.NaN);
    }

    private static double number(String word) {
        try {
            double number = Double.parseDouble(word);
            return number >= 0 && number < NO_LIMIT ? number : Double.NaN;
        } catch (NumberFormatException max) {
            return Double.NaN;
        }
    }

    private static String text(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file) : "";
        } catch (IOException gone) {
            // The group may vanish at any time, and a scrape has the other meters to show.
            return "";
        }
    }
}

package dev.refract.internal.history;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order of migration names: JavaScript's {@code localeCompare}, that is CLDR's root collation. Exact for ASCII;
 * letters with marks sort with their base letter, and other scripts after Latin by code point. (A full collation is 14
 * MB of library for names that are timestamps.)
 */
public final class NameOrder implements Comparator<String> {

    public static final NameOrder INSTANCE = new NameOrder();

    /** CLDR root's order of ASCII punctuation, all of it before the digits. */
    private static final String PUNCTUATION = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

    private NameOrder() {}

    @Override
    public int compare(String a, String b) {
        int first = firstDifference(a, b);
        return first != 0 ? first : compareWhole(a, b);
    }

    /**
     * What the first characters that differ say, where both are ASCII, whose order no mark after them changes; else 0.
     */
    private static int firstDifference(String a, String b) {
        int length = Math.min(a.length(), b.length());
        int at = 0;
        while (at < length && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at < length && a.charAt(at) < 128 && b.charAt(at) < 128
                ? Integer.compare(primary(a.charAt(at)), primary(b.charAt(at)))
                : 0;
    }

    private static int compareWhole(String a, String b) {
        String left = Normalizer.normalize(a, Normalizer.Form.NFD);
        String right = Normalizer.normalize(b, Normalizer.Form.NFD);
        int primary = Arrays.compare(primaries(left), primaries(right));
        if (primary != 0) {
            return primary;
        }
        int marks = marks(left).compareTo(marks(right));
        if (marks != 0) {
            return marks;
        }
        int letterCase = compareCase(left, right);
        return letterCase != 0 ? letterCase : a.compareTo(b);
    }

    private static int[] primaries(String text) {
        return text.codePoints().filter(c -> !isMark(c)).map(NameOrder::primary).toArray();
    }

    private static int primary(int c) {
        int punctuation = PUNCTUATION.indexOf(c);
        if (punctuation >= 0) {
            return 32 + punctuation;
        }
        return c < 32 ? c : 128 + Character.toLowerCase(c);
    }

    private static String marks(String text) {
        StringBuilder marks = new StringBuilder();
        text.codePoints().forEach(c -> marks.appendCodePoint(isMark(c) ? c : ' '));
        return marks.toString();
    }

    /** Where two names differ in case only, lower case comes first. */
    private static int compareCase(String a, String b) {
        for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
            int difference = Boolean.compare(Character.isUpperCase(a.charAt(i)), Character.isUpperCase(b.charAt(i)));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static boolean isMark(int c) {
        return Character.getType(c) == Character.NON_SPACING_MARK;
    }
}

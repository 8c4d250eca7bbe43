package dev.refract.internal.output;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What somebody probably meant by a word that is not known. */
public final class Nearest {

    /** A shorter piece is in too many names by chance. */
    private static final int PIECE = 3;

    private Nearest() {}

    /** The known word that takes the fewest edits, of at most half its letters; the first of several. */
    public static Optional<String> word(String word, Collection<String> known) {
        return within(Math.max(2, word.length() / 2), word, known).stream().findFirst();
    }

    /**
     * The one migration's name that a path to it ends with, that a piece is of, or that takes a few edits; empty where
     * several come into question.
     */
    public static Optional<String> name(String typed, Collection<String> known) {
        String name = typed.replaceFirst("[/\\\\]+(?:(?:migration|down)\\.sql)?$", "");
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        if (known.contains(last)) {
            return Optional.of(last);
        }
        List<String> whole = new TreeSet<>(known)
                .stream()
                        .filter(each -> last.length() >= PIECE
                                && each.toLowerCase(Locale.ROOT).contains(last.toLowerCase(Locale.ROOT)))
                        .toList();
        List<String> near = whole.isEmpty() ? within(slips(last), last, known) : whole;
        return near.size() == 1 ? Optional.of(near.get(0)) : Optional.empty();
    }

    /** A question for {@link #name}; nothing where none comes into question. */
    public static String question(String typed, Collection<String> known) {
        return name(typed, known)
                .map(near -> "Did you mean `" + Controls.escapedLine(near) + "`? ")
                .orElse("");
    }

    /** How many edits still are a slip. */
    private static int slips(String word) {
        return Math.min(Math.max(2, word.length() / 6), word.length() / 2);
    }

    /** Those with the fewest edits, sorted. */
    private static List<String> within(int most, String word, Collection<String> known) {
        List<String> sorted = List.copyOf(new TreeSet<>(known));
        int least = sorted.stream().mapToInt(each -> edits(word, each)).min().orElse(most + 1);
        return least > most
                ? List.of()
                : sorted.stream().filter(each -> edits(word, each) == least).toList();
    }

    /** Levenshtein's distance, regardless of case and of {@code -} or {@code _}. */
    private static int edits(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT).replace('-', '_');
        String b = other.toLowerCase(Locale.ROOT).replace('-', '_');
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}

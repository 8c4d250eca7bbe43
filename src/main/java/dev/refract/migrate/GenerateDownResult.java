package dev.refract.migrate;

import java.util.List;
import java.util.Optional;

/**
 * The ways back that were written.
 *
 * @param files one for each migration that was asked for, in order
 */
public record GenerateDownResult(List<DownFile> files) {

    /** What is known of a generated file. */
    public enum Outcome {
        /** Tried: it leads back exactly, and the migration runs again after it. */
        VERIFIED,
        /** Tried: something remains, or it does not run; the file says what. */
        NOT_VERIFIED,
        /** A person must finish it; it says what is to do, and is not run before. */
        UNFINISHED,
        /** Not tried, as was asked for. */
        UNTRIED
    }

    /**
     * One down.sql.
     *
     * @param migration the migration's name
     * @param path the file, as a person would name it
     * @param text what stands in it
     * @param outcome what came of trying it
     * @param remains what still differs, or how it fails; empty where nothing does
     * @param losses what it says that it loses
     * @param withoutRows why a verified file was tried with empty tables only; empty where it was tried with rows,
     *     where no rows matter, or where that was not asked for
     */
    public record DownFile(
            String migration,
            String path,
            String text,
            Outcome outcome,
            Optional<String> remains,
            List<Loss> losses,
            Optional<String> withoutRows) {

        /**
         * Copies the list.
         *
         * @param migration the migration's name
         * @param path the file, as a person would name it
         * @param text what stands in it
         * @param outcome what came of trying it
         * @param remains what still differs, or how it fails; empty where nothing does
         * @param losses what it says that it loses
         * @param withoutRows why it was tried with empty tables only
         */
        public DownFile {
            losses = List.copyOf(losses);
        }
    }

    /**
     * Copies the list.
     *
     * @param files one for each migration that was asked for, in order
     */
    public GenerateDownResult {
        files = List.copyOf(files);
    }

    /** {@return whether no file is known to need a person's hand} */
    public boolean isGood() {
        return files.stream().allMatch(GenerateDownResult::isGood);
    }

    /**
     * Whether the file is not known to need a person's hand.
     *
     * @param file one of the files
     * @return false for one that was tried in vain, or that a person must finish
     */
    public static boolean isGood(DownFile file) {
        return file.outcome() == Outcome.VERIFIED || file.outcome() == Outcome.UNTRIED;
    }
}

package dev.refract.internal.lint;

import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Warnings:} that Prisma itself writes in a comment before the first statement. What one of them says is no
 * less of a hazard for that, but need not be explained again.
 */
final class PrismaWarnings {

    /** A sentence of Prisma's, and the rules that say the same; of its groups one is the table, another the column. */
    private enum Kind {
        DROP_COLUMN(
                "You are about to drop the column `(?<column>.+?)` on the `(?<table>.+?)` table[.,]",
                "loss-drop-column"),
        DROP_TABLE("You are about to drop the `(?<table>.+?)` table[.,]", "loss-drop-table"),
        RECREATE(
                "The `(?<column>.+?)` column on the `(?<table>.+?)` table would be dropped and recreated\\.",
                "loss-recreate-column"),
        ALTER(
                "You are about to alter the column `(?<column>.+?)` on the `(?<table>.+?)` table[.,]",
                "loss-narrowing",
                "fail-cast",
                "fail-data-truncated",
                "loss-enum-value"),
        PRIMARY_KEY("The primary key for the `(?<table>.+?)` table will be changed\\.", "break-drop-primary-key"),
        UNIQUE(
                "A unique constraint covering the columns `\\[(?<column>.+?)\\]` on the table `(?<table>.+?)` will be added\\.",
                "fail-duplicates"),
        ENUM(
                "The values \\[(?<column>.+?)\\] on the enum `.+?` will be removed\\.",
                "loss-enum-value",
                "fail-data-truncated"),
        REQUIRED(
                "Added the required column `(?<column>.+?)` to the `(?<table>.+?)` table without a default value\\.",
                "fail-required-column",
                "fail-zero-date"),
        REQUIRED_BY_PRISMA(
                "The required column `(?<column>.+?)` was added to the `(?<table>.+?)` table with a prisma-level default value\\.",
                "fail-required-column",
                "fail-zero-date"),
        NOT_NULL("Made the column `(?<column>.+?)` on table `(?<table>.+?)` required[.,]", "fail-nulls"),
        LIST(
                "Changed the column `(?<column>.+?)` on the `(?<table>.+?)` table from a scalar field to a list field\\.",
                "loss-recreate-column",
                "fail-cast"),
        NO_CAST(
                "Changed the type of `(?<column>.+?)` on the `(?<table>.+?)` table\\. No cast exists,",
                "loss-recreate-column",
                "fail-required-column");

        private final Pattern sentence;

        @SuppressWarnings("ImmutableEnumChecker") // a copy, which never changes
        private final Set<String> rules;

        Kind(String sentence, String... rules) {
            this.sentence = Pattern.compile("^[ \\t]*-[ \\t]+" + sentence, Pattern.MULTILINE);
            this.rules = Set.of(rules);
        }
    }

    /** One of them. */
    private record Warning(Kind kind, String table, List<String> columns, int line) {}

    private static final Pattern COMMENT = Pattern.compile("/\\*\\s*Warnings:\\s*\\R.*?\\*/", Pattern.DOTALL);

    private final Script script;
    private final List<Warning> all = new ArrayList<>();

    PrismaWarnings(Script script) {
        this.script = script;
        for (SqlStatement statement : script.statements()) {
            Matcher comment = COMMENT.matcher(script.text()).region(statement.start(), statement.code());
            while (comment.find()) {
                for (Kind kind : Kind.values()) {
                    read(kind, comment.start(), comment.end());
                }
            }
        }
    }

    private void read(Kind kind, int from, int to) {
        Matcher sentence = kind.sentence.matcher(script.text()).region(from, to);
        while (sentence.find()) {
            boolean ofTable = kind == Kind.DROP_TABLE || kind == Kind.PRIMARY_KEY;
            all.add(new Warning(
                    kind,
                    kind == Kind.ENUM ? "" : sentence.group("table"),
                    ofTable ? List.of() : List.of(sentence.group("column").split(",")),
                    script.place(sentence.end()).line()));
        }
    }

    /** The line of the one that says what a finding says; empty where none does. */
    Optional<Integer> line(Finding finding) {
        return all.stream()
                .filter(warning -> warning.kind().rules.contains(finding.rule().id()) && isAbout(warning, finding))
                .map(Warning::line)
                .findFirst();
    }

    private boolean isAbout(Warning warning, Finding finding) {
        boolean table = warning.table().isEmpty()
                || finding.tables().stream()
                        .findFirst()
                        .filter(warning.table()::equalsIgnoreCase)
                        .isPresent();
        String told = (finding.span().of(script.text()) + "\n" + finding.message()).toLowerCase(Locale.ROOT);
        return table
                && warning.columns().stream()
                        .allMatch(name -> hasWord(told, name.trim().toLowerCase(Locale.ROOT)));
    }

    private static boolean hasWord(String text, String word) {
        return Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])", Pattern.UNICODE_CHARACTER_CLASS)
                .matcher(text)
                .find();
    }
}

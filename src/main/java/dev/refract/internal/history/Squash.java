package dev.refract.internal.history;

import dev.refract.internal.project.RefractToml;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code squash.toml} beside a script: the migrations that this one stands for. Prisma ignores it.
 *
 * @param replaced in the order of the history they were in; those that one of them stood for come right before it
 */
public record Squash(List<Replaced> replaced) {

    /** The file's name. */
    public static final String FILE = "squash.toml";

    private static final String TABLE = "replaces";

    /**
     * A migration whose folder is gone.
     *
     * @param checksums of its script as it was, and with other line ends
     * @param partOf the one among them that stood for it; empty where it was in the history itself
     */
    public record Replaced(String name, Set<String> checksums, Optional<String> partOf) {
        public Replaced {
            checksums = Set.copyOf(checksums);
        }
    }

    public Squash {
        replaced = List.copyOf(replaced);
    }

    /**
     * What a migration stands for; empty where it stands for itself only.
     *
     * @throws RefractException where the file is not as {@link #text} writes it
     */
    public static Optional<Squash> of(Migration migration) {
        return migration.read(FILE).map(bytes -> {
            RefractToml file = RefractToml.parse(migration.path(FILE), migration.text(FILE, bytes));
            file.allowOnly(List.of(TABLE));
            List<Replaced> replaced = new ArrayList<>();
            for (RefractToml table : file.tables(TABLE)) {
                table.allowOnly(List.of("name", "checksums", "part_of"));
                replaced.add(new Replaced(
                        table.text("name").orElseThrow(() -> table.wrong("name", "must be a migration's name")),
                        new LinkedHashSet<>(table.texts("checksums").orElse(List.of())),
                        table.text("part_of")));
            }
            return new Squash(replaced);
        });
    }

    /** What stands for some migrations, and for those that they stand for. */
    public static Squash replacing(List<Migration> migrations) {
        List<Replaced> replaced = new ArrayList<>();
        for (Migration migration : migrations) {
            of(migration).ifPresent(squash -> squash.replaced()
                    .forEach(part -> replaced.add(new Replaced(
                            part.name(),
                            part.checksums(),
                            Optional.of(part.partOf().orElse(migration.name()))))));
            replaced.add(new Replaced(migration.name(), Checksum.all(migration.script()), Optional.empty()));
        }
        return new Squash(replaced);
    }

    /** Those that were in the history themselves. */
    public List<Replaced> whole() {
        return replaced.stream().filter(one -> one.partOf().isEmpty()).toList();
    }

    /** Those that one of them stood for. */
    public List<Replaced> partsOf(String name) {
        return replaced.stream()
                .filter(one -> one.partOf().filter(name::equals).isPresent())
                .toList();
    }

    /** Whether it stands for a migration of that name. */
    public boolean replaces(String name) {
        return replaced.stream().anyMatch(one -> one.name().equals(name));
    }

    /**
     * The migration of that name, or the one that stands for it.
     *
     * @throws RefractException P3017 where there is neither
     */
    public static Migration require(History history, String name) {
        return history.find(name)
                .or(() -> history.migrations().stream()
                        .filter(migration -> migration.has(FILE)
                                && of(migration)
                                        .filter(squash -> squash.replaces(name))
                                        .isPresent())
                        .findFirst())
                .orElseGet(() -> history.require(name));
    }

    /** The file. */
    public String text() {
        return """
                # Written by refract migrate squash. A database that has all of these gets this migration's row
                # without running it; one that has none of them runs it. Keep the file as long as there are such.
                """ + replaced.stream().map(Squash::table).collect(Collectors.joining());
    }

    private static String table(Replaced one) {
        return "\n[[" + TABLE + "]]\nname = " + quoted(one.name()) + "\n"
                + one.partOf().map(whole -> "part_of = " + quoted(whole) + "\n").orElse("")
                + "checksums = ["
                + one.checksums().stream().sorted().map(Squash::quoted).collect(Collectors.joining(", ")) + "]\n";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == '\u007f') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

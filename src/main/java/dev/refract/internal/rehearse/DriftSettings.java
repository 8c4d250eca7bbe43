package dev.refract.internal.rehearse;

import dev.refract.internal.project.RefractToml;
import dev.refract.migrate.DriftMode;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftOptions.Aspect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [drift]} of refract.toml.
 *
 * @param exclude patterns of objects that are left out, wherever drift is looked for
 * @param ignore what may differ
 * @param deploy what a deploy does where nobody says otherwise
 */
public record DriftSettings(List<String> exclude, Set<Aspect> ignore, DriftMode deploy) {

    /** The table's name. */
    public static final String TABLE = "drift";

    public DriftSettings {
        exclude = List.copyOf(exclude);
        ignore = Set.copyOf(ignore);
    }

    /**
     * Reads it.
     *
     * @param file refract.toml
     */
    public static DriftSettings read(RefractToml file) {
        RefractToml table = file.table(TABLE).orElse(RefractToml.empty(file.file(), TABLE));
        table.allowOnly(List.of("exclude", "ignore", "deploy"));
        Set<Aspect> ignore = EnumSet.noneOf(Aspect.class);
        for (String word : table.texts("ignore").orElse(List.of())) {
            ignore.add(aspect(word)
                    .orElseThrow(() -> table.wrong("ignore", "must be a list of \"column-order\" and \"comments\"")));
        }
        DriftMode deploy =
                switch (table.text("deploy").orElse("off").toLowerCase(Locale.ROOT)) {
                    case "off" -> DriftMode.OFF;
                    case "warn" -> DriftMode.WARN;
                    case "refuse" -> DriftMode.REFUSE;
                    default -> throw table.wrong("deploy", "must be \"off\", \"warn\" or \"refuse\"");
                };
        return new DriftSettings(table.texts("exclude").orElse(List.of()), ignore, deploy);
    }

    /** As people write it; empty for another word. */
    public static Optional<Aspect> aspect(String word) {
        return switch (word) {
            case "column-order" -> Optional.of(Aspect.COLUMN_ORDER);
            case "comments" -> Optional.of(Aspect.COMMENTS);
            default -> Optional.empty();
        };
    }

    /** What a caller asks for, and what the file says beside it. */
    public DriftOptions with(DriftOptions options) {
        List<String> patterns = new ArrayList<>(exclude);
        patterns.addAll(options.exclude());
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        aspects.addAll(ignore);
        aspects.addAll(options.ignore());
        return options.exclude(patterns).ignore(aspects);
    }
}

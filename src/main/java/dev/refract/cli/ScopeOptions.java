package dev.refract.cli;

import dev.refract.internal.rehearse.DriftSettings;
import dev.refract.migrate.DriftOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What counts where a database is compared with what migrations make. */
final class ScopeOptions {

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description = "Leave out objects of such names, with all that belongs to them: * is any text, ? one "
                    + "character. Repeatable.")
    private List<String> exclude = List.of();

    @Option(
            names = "--ignore",
            paramLabel = "ASPECT",
            split = ",",
            converter = AspectName.class,
            description = "What may differ: column-order, comments.")
    private Set<DriftOptions.Aspect> ignore = EnumSet.noneOf(DriftOptions.Aspect.class);

    /** As people write it. */
    static final class AspectName implements ITypeConverter<DriftOptions.Aspect> {
        @Override
        public DriftOptions.Aspect convert(String text) {
            return DriftSettings.aspect(text.strip())
                    .orElseThrow(
                            () -> new TypeConversionException("it is column-order or comments, not '" + text + "'"));
        }
    }

    DriftOptions options() {
        return DriftOptions.DEFAULT.exclude(exclude).ignore(ignore);
    }
}

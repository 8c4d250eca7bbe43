package dev.refract.migrate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to rehearse.
 *
 * @param which the migrations; default those that are pending
 * @param dump a dump of a real database to rehearse on, instead of an empty schema; what is pending is then what the
 *     dump's ledger lacks
 * @param keep leave the scratch database behind, to look at; default false
 */
public record RehearseOptions(Which which, Optional<Path> dump, boolean keep) {

    /** Rehearse what is pending. */
    public static final RehearseOptions DEFAULT = new RehearseOptions(new Pending(), Optional.empty(), false);

    /** Which migrations to rehearse. */
    public sealed interface Which {}

    /** Those that the next deploy applies. */
    public record Pending() implements Which {}

    /** The whole history, on an empty schema. */
    public record All() implements Which {}

    /** Those of these names. */
    public record Named(List<String> names) implements Which {
        public Named {
            names = List.copyOf(names);
        }
    }
}

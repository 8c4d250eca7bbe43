package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Literals;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must happen to the objects that a migration left, for the schema to go back: names of after the migration.
 *
 * @param doomed dropped; those that were there before the migration are created again
 * @param retyped columns whose type, or its collation, is set anew
 * @param rebuilt types that are created anew beside the old one
 * @param undefaulted columns whose default must be out of the way while what it calls is created anew
 */
record PostgresImpact(
        PostgresMatch match,
        Set<ObjectName> doomed,
        Set<ObjectName> retyped,
        Set<ObjectName> rebuilt,
        Set<ObjectName> undefaulted) {

    private static final Set<Kind> OWNERS = Set.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW);

    /** Created anew when their definition differs; there is nothing in them to lose. */
    private static final Set<Kind> REPLACED = Set.of(
            Kind.PRIMARY_KEY,
            Kind.UNIQUE,
            Kind.CHECK,
            Kind.EXCLUSION,
            Kind.FOREIGN_KEY,
            Kind.INDEX,
            Kind.STATISTICS,
            Kind.VIEW,
            Kind.MATERIALIZED_VIEW,
            Kind.RULE,
            Kind.TRIGGER,
            Kind.POLICY,
            Kind.AGGREGATE,
            Kind.EVENT_TRIGGER);

    static final Set<Kind> TYPES = Set.of(Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE_TYPE, Kind.RANGE_TYPE);

    /** They stay while what they need changes its shape: what they need of it does not change. */
    private static final Set<Kind> PROVIDERS =
            Set.of(Kind.SCHEMA, Kind.EXTENSION, Kind.SEQUENCE, Kind.TABLE, Kind.OTHER);

    static PostgresImpact of(PostgresMatch match) {
        PostgresImpact impact =
                new PostgresImpact(match, new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        match.added().forEach(now -> impact.doomed.add(now.name()));
        match.after().objects().values().forEach(impact::ofItself);
        while (match.after().objects().values().stream().map(impact::ofItsNeeds).reduce(false, Boolean::logicalOr)) {
            // one more round: something was added
        }
        return impact;
    }

    private void ofItself(SchemaObject now) {
        if (doomed.contains(now.name())) {
            return;
        }
        Set<String> changed = match.changed(now);
        if (REPLACED.contains(now.kind()) && changed.stream().anyMatch(PostgresImpact::needsAnother)) {
            doomed.add(now.name());
        } else if (now.kind() == Kind.COLUMN
                && (becomesGenerated(now, changed) || changed.contains("type") && isUnreadable(now))) {
            doomed.add(now.name());
        } else if (now.kind() == Kind.COLUMN && (changed.contains("type") || changed.contains("collation"))) {
            retyped.add(now.name());
        } else if (isRebuilt(now, changed)) {
            rebuilt.add(now.name());
        } else if ((now.kind() == Kind.FUNCTION || now.kind() == Kind.PROCEDURE)
                && changed.contains("definition")
                && !isReplaceable(now)) {
            doomed.add(now.name());
        }
    }

    /** Whether such a property can't be changed on what is there. */
    private static boolean needsAnother(String property) {
        return !property.equals("comment") && !property.equals("enabled") && !Schema.PRIVILEGES.contains(property);
    }

    private boolean becomesGenerated(SchemaObject now, Set<String> changed) {
        return changed.contains("generated")
                && (match.old(now).orElseThrow().has("generated")
                        || now.get("generated").endsWith("VIRTUAL"));
    }

    /**
     * Whether a column that the migration dropped and created anew, as Prisma does where a type can't be cast, is of a
     * type whose values can't be cast back either. One that was altered in place stays: how its values were translated
     * stands in the migration.
     */
    boolean isUnreadable(SchemaObject now) {
        return match.isAnew(now)
                && match.old(now).filter(old -> !PostgresCasts.lead(now, old)).isPresent();
    }

    private boolean isRebuilt(SchemaObject now, Set<String> changed) {
        return switch (now.kind()) {
            case ENUM ->
                changed.contains("values")
                        && !valuesAfterRenaming(now)
                                .equals(match.old(now).orElseThrow().get("values"));
            case DOMAIN -> changed.contains("type") || changed.contains("collation");
            case COMPOSITE_TYPE ->
                changed.contains("attributes")
                        && PostgresAttributes.between(now, match.old(now).orElseThrow())
                                .isEmpty();
            case RANGE_TYPE -> changed.contains("definition");
            default -> false;
        };
    }

    private String valuesAfterRenaming(SchemaObject now) {
        return Literals.of(now.get("values")).stream()
                .map(v -> match.renamedValues(now).getOrDefault(v, v))
                .collect(Collectors.joining(", "));
    }

    /** CREATE OR REPLACE works as long as the arguments and the result stay. */
    private boolean isReplaceable(SchemaObject now) {
        return header(now.get("definition"))
                .equals(header(match.old(now).orElseThrow().get("definition")));
    }

    private static String header(String definition) {
        int language = definition.indexOf("\n LANGUAGE ");
        return language < 0 ? definition : definition.substring(0, language);
    }

    /** Whether anything was added for what an object needs. */
    private boolean ofItsNeeds(SchemaObject now) {
        if (doomed.contains(now.name())) {
            return false;
        }
        return Stream.concat(now.needs().stream(), owner(now).stream())
                .map(needed -> ofNeed(now, needed))
                .reduce(false, Boolean::logicalOr);
    }

    /** What the object belongs to, of those that take their parts with them when they are dropped. */
    Optional<ObjectName> owner(SchemaObject now) {
        return ownerIn(match.after(), now);
    }

    static Optional<ObjectName> ownerIn(Schema schema, SchemaObject object) {
        String table = object.name().table();
        return table.isEmpty()
                ? Optional.empty()
                : OWNERS.stream()
                        .map(kind -> ObjectName.of(kind, table))
                        .filter(schema.objects()::containsKey)
                        .findFirst();
    }

    private boolean ofNeed(SchemaObject now, ObjectName needed) {
        boolean owns = OWNERS.contains(needed.kind())
                && needed.name().equals(now.name().table());
        if (doomed.contains(needed)) {
            return owns ? doomed.add(now.name()) : ofDropped(now, needed);
        }
        if (retyped.contains(needed) && !owns) {
            return ofRetyped(now, needed);
        }
        if (rebuilt.contains(needed)) {
            return now.kind() == Kind.COLUMN
                    ? !now.has("inherited") && retyped.add(now.name())
                    : TYPES.contains(now.kind())
                            ? rebuilt.add(now.name())
                            : !PROVIDERS.contains(now.kind()) && doomed.add(now.name());
        }
        return false;
    }

    private boolean ofDropped(SchemaObject now, ObjectName needed) {
        if (now.kind() != Kind.COLUMN) {
            return !PROVIDERS.contains(now.kind()) && !TYPES.contains(now.kind()) && doomed.add(now.name());
        }
        if (now.has("generated") && needed.kind() != Kind.EXTENSION && !TYPES.contains(needed.kind())) {
            return doomed.add(now.name());
        }
        boolean called = needed.kind() == Kind.FUNCTION || needed.kind() == Kind.SEQUENCE;
        return called && match.toBefore().containsKey(needed) && undefaulted.add(now.name());
    }

    private boolean ofRetyped(SchemaObject now, ObjectName column) {
        boolean far = isFar(column);
        return switch (now.kind()) {
            case VIEW, MATERIALIZED_VIEW, RULE, POLICY, TRIGGER, FUNCTION, PROCEDURE, STATISTICS ->
                doomed.add(now.name());
            case COLUMN -> now.has("generated") && doomed.add(now.name());
            // Its columns are altered one after the other, and the types of in between do not compare.
            case FOREIGN_KEY ->
                (far || rebuilt.stream().anyMatch(match.after().get(column).needs()::contains))
                        && doomed.add(now.name());
            case INDEX, CHECK, EXCLUSION -> far && doomed.add(now.name());
            default -> false;
        };
    }

    /** Whether the old type is none that PostgreSQL carries keys and checks over to by itself. */
    private boolean isFar(ObjectName column) {
        SchemaObject now = match.after().get(column);
        return !family(now.get("type"))
                .equals(family(match.old(now).orElseThrow().get("type")));
    }

    /** Types of a family compare with each other. */
    static String family(String type) {
        String base = type.replaceFirst("\\(.*?\\)", "");
        if (List.of("smallint", "integer", "bigint", "numeric", "real", "double precision")
                .contains(base)) {
            return "number";
        }
        return List.of("text", "character varying").contains(base) ? "text" : base;
    }

    /** Whether it goes with what it belongs to, and needs no statement of its own. */
    boolean goesWithOwner(SchemaObject now) {
        if (owner(now).filter(doomed::contains).isPresent()) {
            return true;
        }
        return now.kind() == Kind.SEQUENCE
                && now.has("owned by")
                && ownedBy(now).map(this::goes).orElse(false);
    }

    private boolean goes(SchemaObject column) {
        return doomed.contains(column.name())
                || owner(column).filter(doomed::contains).isPresent();
    }

    private Optional<SchemaObject> ownedBy(SchemaObject sequence) {
        return match.after().all(Kind.COLUMN).stream()
                .filter(column -> sequence.get("owned by")
                        .equals(column.name().table() + "." + column.name().name()))
                .findFirst();
    }
}

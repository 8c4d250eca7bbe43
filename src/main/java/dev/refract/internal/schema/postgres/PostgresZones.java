package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.TableChange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time zones in which a migration read columns on their way between {@code timestamp} and {@code timestamptz}: the
 * same expression leads back.
 *
 * @param zones by table and column, as they are called after the migration
 */
record PostgresZones(Map<String, String> zones) {

    private static final Pattern ZONE =
            Pattern.compile("(?is)\\(*\\s*\"?[\\p{L}\\p{N}_$]+\"?\\s+at\\s+time\\s+zone\\s+('[^']+')\\s*\\)*");
    private static final Pattern FIXED = Pattern.compile("(?i)'(?:UTC|GMT|Z|Zulu|Etc/.*|[+-]?\\d\\d?(?::?\\d\\d)?)'");

    static PostgresZones of(Script migration) {
        Map<String, String> zones = new HashMap<>();
        migration.statements().stream()
                .map(migration::change)
                .filter(TableChange.AlterTable.class::isInstance)
                .map(TableChange.AlterTable.class::cast)
                .forEach(alter -> alter.actions().forEach(action -> {
                    if (action instanceof AlterAction.SetType type) {
                        String place =
                                alter.table().name() + "\0" + type.column().name();
                        zone(type).ifPresentOrElse(zone -> zones.put(place, zone), () -> zones.remove(place));
                    }
                }));
        return new PostgresZones(zones);
    }

    private static Optional<String> zone(AlterAction.SetType type) {
        return type.using()
                .map(using -> ZONE.matcher(using.text().strip()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    /** The zone, as a literal, that leads a column back from one type to the other. */
    Optional<String> of(SchemaObject now, SchemaObject old) {
        String from = now.get("type");
        String to = old.get("type");
        boolean between = from.startsWith("timestamp")
                && to.startsWith("timestamp")
                && from.contains("with time zone") != to.contains("with time zone");
        return between
                ? Optional.ofNullable(zones.get(place(now.name())))
                        .or(() -> Optional.ofNullable(zones.get(place(old.name()))))
                : Optional.empty();
    }

    private static String place(ObjectName column) {
        return QualifiedName.text(QualifiedName.last(column.table())) + "\0" + QualifiedName.text(column.name());
    }

    /** Whether the clocks of a zone never change. */
    static boolean isFixed(String zone) {
        return FIXED.matcher(zone).matches();
    }
}

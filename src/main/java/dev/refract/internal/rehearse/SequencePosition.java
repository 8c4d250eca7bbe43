package dev.refract.internal.rehearse;

import dev.refract.internal.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where a sequence of PostgreSQL stands.
 *
 * @param last the number that it gave last; empty where it gave none yet
 * @param downwards whether its numbers fall
 * @param table the one whose column it belongs to; empty where there is none
 */
record SequencePosition(OptionalLong last, boolean downwards, String table) {

    private static final String ALL = """
            select s.seqrelid::regclass::text,
                   case when has_sequence_privilege(s.seqrelid, 'SELECT, USAGE') then pg_sequence_last_value(s.seqrelid) end,
                   s.seqincrement < 0,
                   coalesce((select d.refobjid::regclass::text from pg_depend d
                       where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
                         and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')), '')
            from pg_sequence s order by 1
            """;

    /** All that the role may read, by their name. */
    static Map<String, SequencePosition> read(Database database) {
        Map<String, SequencePosition> positions = new LinkedHashMap<>();
        try (Statement statement = database.connection().createStatement();
                ResultSet rows = statement.executeQuery(ALL)) {
            while (rows.next()) {
                long last = rows.getLong(2);
                OptionalLong given = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(last);
                positions.put(rows.getString(1), new SequencePosition(given, rows.getBoolean(3), rows.getString(4)));
            }
        } catch (SQLException e) {
            throw database.explain(e);
        }
        return positions;
    }

    /** Whether it gives numbers again that the other had given. */
    boolean isBehind(SequencePosition other) {
        if (other.last.isEmpty() || last.isEmpty()) {
            return other.last.isPresent();
        }
        return downwards ? last.getAsLong() > other.last.getAsLong() : last.getAsLong() < other.last.getAsLong();
    }

    @Override
    public String toString() {
        return last.isPresent() ? String.valueOf(last.getAsLong()) : "its start";
    }
}

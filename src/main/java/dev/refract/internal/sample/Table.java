package dev.refract.internal.sample;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table as far as its rows go.
 *
 * @param name as a schema's description has it
 * @param sql what stands after FROM
 * @param columns in their order
 * @param key the primary key's columns; empty without one
 * @param hints literals of its checks and partitions: values that it may ask for
 */
record Table(
        String name,
        String sql,
        List<Column> columns,
        List<String> key,
        List<Reference> references,
        List<String> hints) {

    Table {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        references = List.copyOf(references);
        hints = List.copyOf(hints);
    }

    /**
     * @param type as the catalogs spell it, in lower case: {@code varchar(40)}
     * @param written whether it can be given a value
     * @param labels an enum's, unquoted
     */
    record Column(String name, String type, boolean nullable, boolean written, List<String> labels) {

        private static final Pattern TYPE =
                Pattern.compile("([^(\\[]*)(?:\\(\\s*(\\d+)\\s*(?:,\\s*(-?\\d+)\\s*)?\\))?(.*)", Pattern.DOTALL);

        Column {
            labels = List.copyOf(labels);
        }

        /** The type without its length: {@code timestamp without time zone}. */
        String base() {
            Matcher matcher = matcher();
            return (matcher.group(1).strip() + " " + matcher.group(4).strip())
                    .strip()
                    .toLowerCase(Locale.ROOT);
        }

        /** The length or precision; 0 where there is none. */
        int length() {
            String length = matcher().group(2);
            return length == null || length.length() > 9 ? 0 : Integer.parseInt(length);
        }

        /** The decimal places; 0 where there are none. */
        int scale() {
            String scale = matcher().group(3);
            return scale == null ? 0 : Integer.parseInt(scale);
        }

        private Matcher matcher() {
            Matcher matcher = TYPE.matcher(type);
            if (!matcher.matches()) {
                throw new IllegalStateException(type);
            }
            return matcher;
        }
    }

    /** A foreign key. */
    record Reference(List<String> columns, String table, List<String> targets) {}

    Column column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    /** The columns that can be given a value. */
    List<Column> written() {
        return columns.stream().filter(Column::written).toList();
    }

    List<String> columnNames() {
        return columns.stream().map(Column::name).collect(Collectors.toList());
    }
}

package dev.refract.internal.online.mysql;

import dev.refract.internal.sql.statement.AlterAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which column of the copy each column of the original goes to. The tool finds out which columns a change renames with
 * a regular expression that can be fooled; data of a column that it does not see is lost without a word.
 *
 * @param columns names in the copy by names in the original
 */
record ColumnMapping(Map<String, String> columns) {

    private static final Pattern COPIED = Pattern.compile("refract: copies ([0-9a-f]*) ([0-9a-f]*)");

    ColumnMapping {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(columns);
        columns = sorted;
    }

    /** What the statement asks for: every column that stays and is not computed. */
    static ColumnMapping wanted(TableFacts table, Alteration change) {
        Map<String, String> columns = new TreeMap<>();
        for (TableFacts.Column column : table.columns()) {
            boolean computed = change.actions().stream()
                    .filter(action -> Actions.existing(action)
                            .filter(name -> name.is(column.name()))
                            .isPresent())
                    .findFirst()
                    .flatMap(Actions::redefined)
                    .map(definition -> definition.generated().isPresent())
                    .orElse(column.generated());
            boolean dropped = change.all(AlterAction.DropColumn.class).stream()
                    .anyMatch(drop -> drop.column().is(column.name()));
            if (!computed && !dropped) {
                columns.put(column.name(), change.newName(column.name()).orElse(column.name()));
            }
        }
        return new ColumnMapping(columns);
    }

    /** What the tool would do, by what Refract's plug-in printed in its dry run. */
    static ColumnMapping printed(List<String> lines) {
        Map<String, String> columns = new TreeMap<>();
        for (String line : lines) {
            Matcher copied = COPIED.matcher(line);
            if (copied.matches()) {
                columns.put(text(copied.group(1)), text(copied.group(2)));
            }
        }
        return new ColumnMapping(columns);
    }

    private static String text(String hexadecimal) {
        return new String(HexFormat.of().parseHex(hexadecimal), StandardCharsets.UTF_8);
    }

    /** How another differs, for a person. */
    String differenceTo(ColumnMapping other) {
        List<String> differences = new ArrayList<>();
        columns.forEach((original, copy) -> {
            String there = other.columns.get(original);
            if (there == null || !there.equalsIgnoreCase(copy)) {
                differences.add(original + " should go to " + copy
                        + (there == null ? " and would be lost" : " and would go to " + there));
            }
        });
        other.columns.forEach((original, copy) -> {
            if (!columns.containsKey(original)) {
                differences.add(original + " should not be copied and would go to " + copy);
            }
        });
        return String.join("; ", differences);
    }
}

package dev.refract.internal.sample;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of tables at one moment.
 *
 * @param tables those that had any
 */
public record Content(Map<String, Rows> tables) {

    public Content {
        tables = Map.copyOf(tables);
    }

    /**
     * @param columns their names
     * @param types their types, as the catalogs spell them
     * @param key the primary key's columns; empty without one
     * @param rows each column's value as text that stands for it exactly; null for NULL
     */
    public record Rows(List<String> columns, List<String> types, List<String> key, List<List<@Nullable String>> rows) {}
}

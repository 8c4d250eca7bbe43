package dev.refract.internal.lint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Another linter whose comments are understood: what it calls the hazards that there is a rule for here. */
enum OtherTool {
    SQUAWK(
            "squawk-ignore",
            Map.ofEntries(
                    entry("adding-field-with-default", "rewrite-volatile-default", "rewrite-generated-column"),
                    entry("adding-foreign-key-constraint", "lock-foreign-key"),
                    entry(
                            "adding-not-nullable-field",
                            "lock-set-not-null",
                            "fail-nulls",
                            "break-set-not-null",
                            "fail-required-column",
                            "break-required-column"),
                    entry("adding-required-field", "fail-required-column", "break-required-column"),
                    entry("adding-serial-primary-key-field", "lock-primary-key", "rewrite-generated-column"),
                    entry("ban-alter-domain-with-add-constraint", "lock-domain"),
                    entry("ban-concurrent-index-creation-in-transaction", "tx-concurrently"),
                    entry("ban-create-domain-with-constraint", "lock-domain"),
                    entry("ban-drop-column", "loss-drop-column", "break-drop-column"),
                    entry("ban-drop-database", "loss-database"),
                    entry("ban-drop-not-null", "break-drop-not-null"),
                    entry("ban-drop-table", "loss-drop-table", "break-drop-table"),
                    entry("ban-truncate-cascade", "loss-truncate", "loss-cascade"),
                    entry("ban-uncommitted-transaction", "tx-nesting"),
                    entry(
                            "changing-column-type",
                            "rewrite-type",
                            "rewrite-enum-swap",
                            "break-type",
                            "fail-cast",
                            "loss-narrowing"),
                    entry("constraint-missing-not-valid", "lock-check", "lock-foreign-key"),
                    entry("adding-not-null-field", "lock-set-not-null", "fail-nulls", "break-set-not-null"),
                    entry("disallowed-unique-constraint", "lock-unique-constraint"),
                    entry("identifier-too-long", "fail-identifier"),
                    entry("renaming-column", "break-rename-column"),
                    entry("renaming-table", "break-rename-table"),
                    entry("require-concurrent-index-creation", "lock-index"),
                    entry("require-concurrent-index-deletion", "lock-drop-index"),
                    entry("require-concurrent-partition-detach", "lock-partition"),
                    entry("require-concurrent-reindex", "lock-reindex"),
                    entry("require-timeout-settings", "lock-no-timeout"),
                    entry("syntax-error", "fail-syntax"),
                    entry("transaction-nesting", "tx-nesting"))),
    ATLAS(
            "atlas:nolint",
            Map.ofEntries(
                    entry(
                            "destructive",
                            "loss-schema",
                            "loss-drop-table",
                            "break-drop-table",
                            "loss-drop-column",
                            "break-drop-column"),
                    entry("DS101", "loss-schema"),
                    entry("DS102", "loss-drop-table", "break-drop-table"),
                    entry("DS103", "loss-drop-column", "break-drop-column"),
                    entry(
                            "data_depend",
                            "fail-duplicates",
                            "fail-required-column",
                            "break-required-column",
                            "fail-nulls",
                            "data-implicit-default"),
                    entry("MF101", "fail-duplicates"),
                    entry("MF102", "fail-duplicates"),
                    entry("MF103", "fail-required-column", "break-required-column"),
                    entry("MF104", "fail-nulls", "break-set-not-null"),
                    entry("MY101", "data-implicit-default"),
                    entry("LT101", "fail-nulls"),
                    entry("incompatible", "break-rename-table", "break-rename-column"),
                    entry("BC101", "break-rename-table"),
                    entry("BC102", "break-rename-column"),
                    entry("concurrent_index", "lock-index", "lock-drop-index", "tx-concurrently"),
                    entry("PG101", "lock-index"),
                    entry("PG102", "lock-drop-index"),
                    entry("PG103", "tx-concurrently"))),
    EUGENE(
            "eugene: ignore",
            Map.ofEntries(
                    entry("E1", "lock-check", "lock-foreign-key"),
                    entry("E2", "lock-set-not-null", "fail-nulls"),
                    entry("E4", "tx-backfill-under-lock"),
                    entry("E5", "rewrite-type"),
                    entry("E6", "lock-index"),
                    entry("E7", "lock-unique-constraint"),
                    entry("E8", "lock-exclusion"),
                    entry("E10", "rewrite-type", "rewrite-volatile-default"),
                    entry("E11", "rewrite-generated-column"),
                    entry("E9", "lock-no-timeout"),
                    entry("W14", "lock-primary-key"))),
    PGFENCE(
            "pgfence-ignore",
            Map.ofEntries(
                    entry("add-column-not-null-no-default", "fail-required-column", "break-required-column"),
                    entry("add-column-non-constant-default", "rewrite-volatile-default"),
                    entry("add-column-stored-generated", "rewrite-generated-column"),
                    entry("add-column-serial", "rewrite-generated-column"),
                    entry("add-column-identity", "rewrite-generated-column"),
                    entry("create-index-not-concurrent", "lock-index"),
                    entry("drop-index-not-concurrent", "lock-drop-index"),
                    entry("alter-column-type", "rewrite-type", "break-type", "fail-cast", "loss-narrowing"),
                    entry("alter-column-set-not-null", "lock-set-not-null", "fail-nulls", "break-set-not-null"),
                    entry("add-constraint-fk-no-not-valid", "lock-foreign-key"),
                    entry("add-constraint-check-no-not-valid", "lock-check"),
                    entry("add-constraint-unique", "lock-unique-constraint"),
                    entry("add-constraint-exclude", "lock-exclusion"),
                    entry("drop-table", "loss-drop-table", "break-drop-table"),
                    entry("drop-column", "loss-drop-column", "break-drop-column"),
                    entry("truncate", "loss-truncate"),
                    entry("truncate-cascade", "loss-truncate", "loss-cascade"),
                    entry("delete-without-where", "loss-delete-all"),
                    entry("drop-database", "loss-database"),
                    entry("drop-schema", "loss-schema"),
                    entry("rename-column", "break-rename-column"),
                    entry("rename-table", "break-rename-table"),
                    entry("refresh-matview-blocking", "lock-matview"),
                    entry("reindex-non-concurrent", "lock-reindex"),
                    entry("attach-partition", "lock-partition"),
                    entry("detach-partition", "lock-partition"),
                    entry("create-trigger", "lock-trigger"),
                    entry("drop-trigger", "lock-trigger"),
                    entry("enable-disable-trigger", "lock-trigger"),
                    entry("update-in-migration", "data-update-all", "data-backfill"),
                    entry("wide-lock-window", "lock-many-tables"),
                    entry("vacuum-full", "rewrite-storage"),
                    entry("not-valid-validate-same-tx", "tx-validate-in-same-transaction")));

    private final String comment;

    @SuppressWarnings("ImmutableEnumChecker") // Map.ofEntries and List.of are
    private final Map<String, List<String>> rules;

    OtherTool(String comment, Map<String, List<String>> rules) {
        this.comment = comment;
        this.rules = rules;
    }

    private static Map.Entry<String, List<String>> entry(String theirs, String... ours) {
        return Map.entry(theirs, List.of(ours));
    }

    /** As its comments begin. */
    String comment() {
        return comment;
    }

    /** Its names, with the rules here that are about the same. */
    Map<String, List<String>> rules() {
        return rules;
    }

    /**
     * The rules here that a comment of its hides: for no name, all that it has a name for, and no other, since it would
     * not have said the rest.
     */
    Set<String> hidden(List<String> names) {
        return names.isEmpty()
                ? rules.values().stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new))
                : names.stream()
                        .flatMap(name -> rules.getOrDefault(name, List.of()).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}

package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Expression;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.IndexDefinition;
import dev.refract.internal.sql.statement.IndexPart;
import dev.refract.internal.sql.statement.Option;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** a column, key or foreign key that the server refuses (MySQL, MariaDB) */
final class FailDefinitionRule extends Rule {

    /** InnoDB's, of all parts of a key. */
    private static final int KEY_BYTES = 3072;

    private static final int CHAR_LENGTH = 255;
    private static final int MYSQL_ROW_BYTES = 65_535;
    private static final int MARIADB_ROW_BYTES = 65_532;

    private static final Set<String> WITHOUT_LENGTH =
            Set.of("tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob");

    FailDefinitionRule() {
        super(
                "fail-definition",
                Severity.ERROR,
                "a column, key or foreign key that the server refuses (MySQL, MariaDB)",
                "The server refuses it, whatever the rows are, and nothing after it runs.");
    }

    @Override
    void check(Step step) {
        if (!step.server.isMysql()) {
            return;
        }
        if (step.change instanceof TableChange.CreateTable create) {
            boolean exists = create.ifNotExists()
                    && step.before.find(create.table().name()).isPresent();
            if (!exists) {
                new Definitions(step, create).check();
            }
        } else if (step.change instanceof TableChange.AlterTable alter) {
            new Definitions(step, alter).check();
        } else if (step.change instanceof IndexChange.CreateIndex create) {
            new Definitions(step, create).check();
        }
    }

    private record Key(List<IndexPart> parts, boolean primary, Span span) {}

    /** What one statement defines. */
    private final class Definitions {
        private final Step step;
        private final KnownTable table;
        private final Optional<String> charset;
        private final List<ColumnDefinition> added = new ArrayList<>();
        private final List<ColumnDefinition> columns = new ArrayList<>();
        private final List<Key> keys = new ArrayList<>();
        private final List<Constraint.ForeignKey> foreignKeys = new ArrayList<>();
        /** Columns whose names the statement itself frees, in small letters. */
        private final Set<String> freed = new HashSet<>();

        Definitions(Step step, TableChange.CreateTable create) {
            this.step = step;
            this.table = step.before.unknown(create.table());
            this.charset = create.definition().options().stream()
                    .filter(option -> option.is("CHARACTER SET"))
                    .findFirst()
                    .flatMap(Option::value);
            added.addAll(create.definition().columns());
            added.forEach(this::column);
            create.definition().constraints().forEach(this::constraint);
            create.definition().indexes().forEach(this::index);
        }

        Definitions(Step step, TableChange.AlterTable alter) {
            this.step = step;
            this.table = step.before.table(alter.table());
            this.charset = table.charset();
            for (AlterAction action : alter.actions()) {
                if (action instanceof AlterAction.AddColumn add) {
                    column(add.column());
                    if (!add.ifNotExists()) {
                        added.add(add.column());
                    }
                } else if (action instanceof AlterAction.ModifyColumn modify) {
                    column(modify.column());
                } else if (action instanceof AlterAction.ChangeColumn change) {
                    column(change.column());
                    freed.add(small(change.from().name()));
                } else if (action instanceof AlterAction.RenameColumn rename) {
                    freed.add(small(rename.from().name()));
                } else if (action instanceof AlterAction.DropColumn drop) {
                    freed.add(small(drop.column().name()));
                } else if (action instanceof AlterAction.AddConstraint add) {
                    constraint(add.constraint());
                } else if (action instanceof AlterAction.AddIndex add) {
                    index(add.index());
                }
            }
        }

        Definitions(Step step, IndexChange.CreateIndex create) {
            this.step = step;
            this.table = step.before.table(create.table());
            this.charset = table.charset();
            index(create.index());
        }

        private void column(ColumnDefinition column) {
            columns.add(column);
            List<IndexPart> itself = List.of(new IndexPart(
                    Optional.of(column.name()),
                    Optional.empty(),
                    OptionalInt.empty(),
                    false,
                    List.of(),
                    column.name().span()));
            for (Constraint constraint : column.constraints()) {
                boolean primary = constraint instanceof Constraint.PrimaryKey;
                if (primary || constraint instanceof Constraint.Unique) {
                    keys.add(new Key(itself, primary, column.span()));
                }
            }
        }

        private void constraint(Constraint constraint) {
            if (constraint instanceof Constraint.PrimaryKey key) {
                keys.add(new Key(key.parts(), true, key.span()));
            } else if (constraint instanceof Constraint.Unique unique) {
                keys.add(new Key(unique.parts(), false, unique.span()));
            } else if (constraint instanceof Constraint.ForeignKey key) {
                foreignKeys.add(key);
            }
        }

        private void index(IndexDefinition index) {
            if (index.type().isEmpty()) {
                keys.add(new Key(index.parts(), false, index.span()));
            }
        }

        void check() {
            names();
            columns.forEach(column -> column.type().ifPresent(type -> column(column, type)));
            row();
            keys.forEach(this::key);
            foreignKeys.forEach(this::foreignKey);
        }

        /** A text counts with all that it may hold, whatever is in it; numbers and the like are left out. */
        private void row() {
            List<DataType> types = new ArrayList<>();
            columns.forEach(column -> column.type().ifPresent(types::add));
            if (types.stream().noneMatch(type -> inRow(type) > 0)) {
                return;
            }
            for (KnownColumn column : table.columns()) {
                boolean changed = freed.contains(small(column.name()))
                        || columns.stream().anyMatch(other -> other.name().is(column.name()));
                if (!changed) {
                    column.type().ifPresent(types::add);
                }
            }
            long bytes = types.stream().mapToLong(this::inRow).sum();
            if (types.size() > 1 && bytes > MYSQL_ROW_BYTES) {
                tell(
                        step.change.span(),
                        "The columns of " + table.name() + " have " + bytes + " bytes of text a row, and may have "
                                + MYSQL_ROW_BYTES
                                + " (1118): make some of them TEXT, which counts with 12 bytes at most.");
            }
        }

        private long inRow(DataType type) {
            return switch (type.name()) {
                case "char", "character", "varchar", "character varying" ->
                    (long) length(type) * perCharacter(type).orElse(1) + prefix(type);
                case "binary", "varbinary" -> length(type);
                default -> 0;
            };
        }

        /** The bytes that say how long the text is. */
        private int prefix(DataType type) {
            return Types.isVarchar(type) ? 1 : 0;
        }

        private int length(DataType type) {
            return type.arguments().isEmpty() ? 1 : Types.limit(type);
        }

        private void names() {
            Set<String> names = new HashSet<>();
            for (ColumnDefinition column : added) {
                String name = column.name().name();
                if (!names.add(small(name)) || table.column(name).isPresent() && !freed.contains(small(name))) {
                    tell(column.span(), "There is a column " + name + " already (1060).");
                }
            }
        }

        private void column(ColumnDefinition column, DataType type) {
            OptionalInt most = longest(type);
            if (most.isPresent() && !type.arguments().isEmpty() && Types.limit(type) > most.getAsInt()) {
                tell(
                        column.span(),
                        column.name().name() + " is too long: a " + type.name() + " holds " + most.getAsInt()
                                + " (1074).");
            }
            boolean literal = column.defaultValue()
                    .filter(value -> value.form() == Expression.Form.CONSTANT)
                    .filter(value -> !value.text().startsWith("("))
                    .isPresent();
            boolean takesNone = WITHOUT_LENGTH.contains(type.name())
                    || type.name().equals("json")
                    || type.name().equals("geometry");
            if (literal && takesNone && !step.server.isMariadb()) {
                tell(
                        column.span(),
                        "A " + type.name() + " such as " + column.name().name()
                                + " takes no literal as its default (1101); an expression it does: DEFAULT ("
                                + column.defaultValue().orElseThrow().text() + ").");
            }
        }

        /** What its length may be at most; empty for another type, or where the character set is not known. */
        private OptionalInt longest(DataType type) {
            int bytes = step.server.isMariadb() ? MARIADB_ROW_BYTES : MYSQL_ROW_BYTES;
            return switch (type.name()) {
                case "char", "character", "binary" -> OptionalInt.of(CHAR_LENGTH);
                case "varbinary" -> OptionalInt.of(bytes);
                case "varchar", "character varying" ->
                    OptionalInt.of(bytes / perCharacter(type).orElse(1));
                default -> OptionalInt.empty();
            };
        }

        private OptionalInt perCharacter(DataType type) {
            return switch (small(type.charset().or(() -> charset).orElse(""))) {
                case "utf8mb4" -> OptionalInt.of(4);
                case "utf8mb3", "utf8" -> OptionalInt.of(3);
                case "latin1", "ascii" -> OptionalInt.of(1);
                default -> OptionalInt.empty();
            };
        }

        private void key(Key key) {
            long bytes = 0;
            for (IndexPart part : key.parts()) {
                Optional<DataType> type = part.column().flatMap(column -> type(column.name()));
                if (type.isEmpty()) {
                    continue;
                }
                boolean whole = part.prefix().isEmpty()
                        && WITHOUT_LENGTH.contains(type.get().name());
                if (whole && (key.primary() || !step.server.isMariadb())) {
                    tell(
                            key.span(),
                            "A key on " + part.text() + ", which is a "
                                    + type.get().name() + ", needs a length: " + step.quoted(part.text())
                                    + "(191) (1170).");
                }
                if (type.get().name().equals("json") && !step.server.isMariadb()) {
                    tell(
                            key.span(),
                            "A key on " + part.text() + ", which is a json, is refused; one on an expression of it is "
                                    + "not (3152).");
                }
                bytes += bytes(part, type.get());
            }
            if (bytes > KEY_BYTES && !step.server.isMariadb()) {
                tell(key.span(), "The key has " + bytes + " bytes of text, and may have " + KEY_BYTES + " (1071).");
            }
        }

        private long bytes(IndexPart part, DataType type) {
            boolean text = Types.isVarchar(type) || type.name().equals("char");
            int length = part.prefix().orElse(length(type));
            return text ? (long) length * perCharacter(type).orElse(0) : 0;
        }

        private void foreignKey(Constraint.ForeignKey key) {
            boolean own = key.table().identifier().is(table.name());
            KnownTable parent = own ? table : step.before.table(key.table());
            List<String> referenced = key.referenced().isEmpty()
                    ? parent.primaryKey().map(KnownTable.Index::columns).orElse(List.of())
                    : key.referenced().stream().map(column -> column.name()).toList();
            for (int i = 0; i < Math.min(key.columns().size(), referenced.size()); i++) {
                Optional<DataType> from = type(key.columns().get(i));
                Optional<DataType> to = own
                        ? type(referenced.get(i))
                        : parent.column(referenced.get(i)).flatMap(KnownColumn::type);
                if (from.isPresent() && to.isPresent() && differ(from.get(), to.get())) {
                    tell(
                            key.span(),
                            key.columns().get(i) + " is " + Types.text(from.get()) + ", and " + parent.name() + "."
                                    + referenced.get(i) + " is " + Types.text(to.get()) + ": a foreign key needs the "
                                    + "same type (" + (step.server.isMariadb() ? "1005" : "3780") + ").");
                    continue;
                }
                Optional<String> ours = from.flatMap(type -> charset(type, charset));
                Optional<String> other = to.flatMap(type -> charset(type, own ? charset : parent.charset()));
                if (ours.isPresent() && other.isPresent() && !ours.equals(other)) {
                    tell(
                            key.span(),
                            key.columns().get(i) + " has the character set " + ours.get() + ", and " + parent.name()
                                    + "." + referenced.get(i) + " has " + other.get()
                                    + ": a foreign key needs the same ("
                                    + (step.server.isMariadb() ? "1005" : "3780") + ").");
                }
            }
        }

        /** As the statement leaves it. */
        private Optional<DataType> type(String column) {
            return columns.stream()
                    .filter(definition -> definition.name().is(column))
                    .findFirst()
                    .map(ColumnDefinition::type)
                    .orElseGet(() -> table.column(column).flatMap(KnownColumn::type));
        }

        private void tell(Span span, String message) {
            step.report(FailDefinitionRule.this, severity(), span, List.of(table.name()), message);
        }
    }

    private static boolean differ(DataType from, DataType to) {
        String one = kind(from);
        String other = kind(to);
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    /** Types that a foreign key takes for the same, as both servers were seen to; empty for one that was not tried. */
    private static String kind(DataType type) {
        String name = Types.mysqlName(type);
        return switch (name) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" ->
                name + (type.unsigned() || type.zerofill() ? " unsigned" : "");
            case "varchar", "char" -> "text";
            case "datetime", "timestamp" -> "time";
            case "decimal", "date" -> name;
            default -> "";
        };
    }

    /** Of a text; the server's names for the same one are one. Empty for another type, or where it is not known. */
    private static Optional<String> charset(DataType type, Optional<String> ofTable) {
        return kind(type).equals("text")
                ? type.charset().or(() -> ofTable).map(name -> small(name).equals("utf8") ? "utf8mb3" : small(name))
                : Optional.empty();
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

package dev.refract.schema;
final class SqliteDown implements Undo {
    @Override public Draft undo(Schema b, Schema a, dev.refract.sql.Script m) { throw new UnsupportedOperationException(); }
}

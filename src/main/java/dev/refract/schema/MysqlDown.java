package dev.refract.schema;
final class MysqlDown implements Undo {
    @Override public Draft undo(Schema b, Schema a, dev.refract.sql.Script m) { throw new UnsupportedOperationException(); }
}

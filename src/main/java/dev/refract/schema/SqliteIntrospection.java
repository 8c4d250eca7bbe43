package dev.refract.schema;
final class SqliteIntrospection implements Introspection {
    @Override public Schema read(java.sql.Connection c, String s) { throw new UnsupportedOperationException(); }
}

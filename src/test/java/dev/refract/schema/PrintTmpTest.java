package dev.refract.schema;
import dev.refract.testing.*;
import java.nio.file.*;
class PrintTmpTest {
    static void print(TestDatabase db, String file, String schema) throws Exception {
        try (var c = db.connect(); var s = c.createStatement()) {
            for (String part : new String(PrintTmpTest.class.getResourceAsStream(file).readAllBytes()).split(";\n")) if (!part.isBlank()) s.execute(part);
            Schema all = null;
            for (int i = 0; i < 10; i++) { long t = System.nanoTime(); all = Introspection.of(db.dialect()).read(c, schema); System.out.println((System.nanoTime() - t) / 1000000.0 + " ms"); }
            System.out.println(SchemaDiff.between(Schema.of(db.dialect(), java.util.List.of()), all));
            all.objects().values().forEach(o -> System.out.println(o.name() + " " + o.identity() + " needs " + o.needs()));
        }
    }
    @OnPostgres void p(TestDatabase db) throws Exception { print(db, "postgres.sql", "public"); }
}

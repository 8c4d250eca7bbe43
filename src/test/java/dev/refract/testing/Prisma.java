package dev.refract.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The real Prisma CLI, which Refract is held against. A test that has one as a parameter is annotated
 * {@link WithPrisma}.
 *
 * @param executable takes Prisma's arguments, and DATABASE_URL and MIGRATIONS from the environment; PostgreSQL and
 *     SQLite only
 */
public record Prisma(Path executable) {

    private static final Path NO_IDLING =
            Path.of("src/test/resources/dev/refract/testing/no-idling.cjs").toAbsolutePath();

    /** Runs {@code prisma migrate} and the arguments on a database, with the migrations of a folder. */
    public Program.Outcome migrate(TestDatabase database, Path migrations, String... arguments) {
        List<String> command = Stream.concat(Stream.of(executable.toString(), "migrate"), Stream.of(arguments))
                .toList();
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                database.url(),
                "MIGRATIONS",
                migrations.toString(),
                "NO_COLOR",
                "1",
                "NODE_OPTIONS",
                "--require=" + NO_IDLING);
        return new Program(command, migrations.toAbsolutePath().getParent(), environment).run();
    }
}

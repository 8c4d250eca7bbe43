package dev.refract.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * What runs while the JVM records a class-data archive or an AOT cache, so that the archive has what a deploy needs:
 * the commands on a SQLite database in a temporary folder, a connection that a stand-in for PostgreSQL refuses, and the
 * classes that the drivers take to connect, by name ({@code startup-classes.txt}, which {@code scripts/startup-classes}
 * writes), since there is no server to connect to. The launcher {@code scripts/refract} starts it.
 */
final class ArchiveTraining {

    private static final String SCHEMA = """
            datasource db {
              provider = "sqlite"
              url      = env("REFRACT_REHEARSAL_URL")
            }
            """;

    private static final String HISTORY = """
            -- CreateEnum
            CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'OWNER');
            -- CreateTable
            CREATE TABLE "User" (
                "id" SERIAL NOT NULL,
                "name" TEXT,
                "role" "Role" NOT NULL DEFAULT 'USER',
                "age" INTEGER NOT NULL,
                "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

                CONSTRAINT "User_pkey" PRIMARY KEY ("id")
            );
            CREATE TABLE "Post" ("id" SERIAL NOT NULL, "userId" INTEGER, "title" TEXT, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
            -- CreateIndex
            CREATE INDEX "User_age_idx" ON "User"("age");
            -- AddForeignKey
            ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
            """;

    private static final String CHANGES = """
            /*
              Warnings:

              - You are about to drop the column `title` on the `Post` table. All the data in the column will be lost.

            */
            -- AlterTable
            ALTER TABLE "Post" DROP COLUMN "title", ADD COLUMN     "rank" INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL, ALTER COLUMN "age" SET DATA TYPE BIGINT, ALTER COLUMN "at" DROP DEFAULT;
            ALTER TABLE "User" ADD COLUMN     "parent" INTEGER NOT NULL;
            ALTER TABLE "User" ADD CONSTRAINT "User_parent_fkey" FOREIGN KEY ("parent") REFERENCES "User"("id");
            CREATE UNIQUE INDEX "User_name_key" ON "User"("name");
            DROP INDEX "User_age_idx";
            BEGIN;
            CREATE TYPE "Role_new" AS ENUM ('USER', 'ADMIN');
            ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
            ALTER TYPE "Role" RENAME TO "Role_old";
            ALTER TYPE "Role_new" RENAME TO "Role";
            DROP TYPE "Role_old";
            COMMIT;
            UPDATE "User" SET "parent" = 1 WHERE "parent" IS NULL;
            DROP TABLE "Post";
            """;

    private ArchiveTraining() {}

    /**
     * With a folder as the argument, SQLite's library for this platform is left in it, where it works from there, so
     * that a start need not unpack it first.
     */
    public static void main(String[] args) throws IOException {
        load();
        Path folder = Files.createTempDirectory("refract-rehearsal");
        try {
            play(folder);
        } finally {
            delete(folder);
        }
        if (args.length > 0) {
            unpackSqlite(Path.of(args[0]));
        }
    }

    private static void unpackSqlite(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream library =
                SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (library != null) {
                Path file = folder.resolve(name);
                Files.copy(library, file);
                loadOrDelete(file);
            }
        }
    }

    /** A cache folder may be where nothing may be executed. */
    private static void loadOrDelete(Path library) throws IOException {
        try {
            System.load(library.toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError e) {
            Files.delete(library);
        }
    }

    private static void load() throws IOException {
        try (BufferedReader names = new BufferedReader(new InputStreamReader(
                ArchiveTraining.class.getResourceAsStream("startup-classes.txt"), StandardCharsets.UTF_8))) {
            names.lines().forEach(ArchiveTraining::load);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, ArchiveTraining.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // another Java version's class, or one that this platform lacks
        }
    }

    private static void play(Path folder) throws IOException {
        Path migrations = folder.resolve("prisma/migrations");
        write(migrations.resolve("migration_lock.toml"), "provider = \"sqlite\"\n");
        write(
                migrations.resolve("20260101000000_first/migration.sql"),
                "-- CreateTable\nCREATE TABLE \"a\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"name\" TEXT);\n");
        write(
                migrations.resolve("20260102000000_second/migration.sql"),
                "CREATE UNIQUE INDEX \"a_name\" ON \"a\"(\"name\");\n");
        write(folder.resolve("prisma/schema.prisma"), SCHEMA);
        write(folder.resolve("prisma/refract.toml"), "[deploy]\nlock_wait = \"10s\"\nlock_retries = 1\n");
        write(folder.resolve("env"), "REFRACT_REHEARSAL_URL=\"" + "file:./rehearsal.db\"\n");
        String[] project = {
            "--schema",
            folder.resolve("prisma/schema.prisma").toString(),
            "--env-file",
            folder.resolve("env").toString()
        };
        for (String verb : new String[] {"deploy", "deploy", "status"}) {
            run(Stream.concat(Stream.of("migrate", verb), Stream.of(project)).toArray(String[]::new));
        }
        lint(folder.resolve("lint"));
        try (RefusingServer server = new RefusingServer()) {
            run(
                    "migrate",
                    "deploy",
                    "--no-env-file",
                    "--url",
                    server.url(),
                    "--migrations",
                    folder.resolve("nothing").toString());
        }
    }

    /** The rules are most of what a lint loads. */
    private static void lint(Path folder) throws IOException {
        write(folder.resolve("1/migration.sql"), HISTORY);
        write(folder.resolve("2/migration.sql"), CHANGES);
        String[] arguments = {"migrate", "lint", "--no-env-file", "--all", "--no-observe", "--migrations"};
        for (String server : new String[] {"postgresql:18", "mysql:9.7"}) {
            run(Stream.concat(Stream.of(arguments), Stream.of(folder.toString(), "--server-version", server))
                    .toArray(String[]::new));
        }
    }

    private static void run(String... arguments) {
        Main.commandLine(arguments)
                .setOut(new PrintWriter(Writer.nullWriter()))
                .setErr(new PrintWriter(Writer.nullWriter()))
                .execute(arguments);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

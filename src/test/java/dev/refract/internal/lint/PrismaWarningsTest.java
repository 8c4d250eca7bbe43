package dev.refract.internal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.Refract;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Prisma's own comment says is told shortly, and counts as much. The sentences are those that Prisma writes. */
class PrismaWarningsTest {

    private static final String BEFORE = """
            CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'GUEST');
            CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, "age" INTEGER, "bio" TEXT, "role" "Role" NOT NULL, "tags" TEXT,
              CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
            CREATE TABLE "Post" ("id" SERIAL NOT NULL, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
            """;

    @TempDir
    private Path project;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            You are about to drop the column `age` on the `User` table. All the data in the column will be lost. | ALTER TABLE "User" DROP COLUMN "age"; | loss-drop-column
            You are about to drop the column `age` on the `User` table, which still contains 3 non-null values. | ALTER TABLE "User" DROP COLUMN "age"; | loss-drop-column
            You are about to drop the `Post` table. If the table is not empty, all the data it contains will be lost. | DROP TABLE "Post"; | loss-drop-table
            You are about to drop the `Post` table, which is not empty (7 rows). | DROP TABLE "Post"; | loss-drop-table
            The `age` column on the `User` table would be dropped and recreated. This will lead to data loss if there is data in the column. | ALTER TABLE "User" DROP COLUMN "age", ADD COLUMN "age" BOOLEAN; | loss-recreate-column
            The `age` column on the `User` table would be dropped and recreated. This will lead to data loss. | ALTER TABLE "User" DROP COLUMN "age", ADD COLUMN "age" BOOLEAN; | loss-recreate-column
            Changed the column `tags` on the `User` table from a scalar field to a list field. If there are non-null values in that column, this step will fail. | ALTER TABLE "User" DROP COLUMN "tags", ADD COLUMN "tags" TEXT[]; | loss-recreate-column
            Changed the type of `email` on the `User` table. No cast exists, the column would be dropped and recreated, which cannot be done if there is data, since the column is required. | ALTER TABLE "User" DROP COLUMN "email", ADD COLUMN "email" INTEGER NOT NULL; | loss-recreate-column, fail-required-column
            You are about to alter the column `age` on the `User` table. The data in that column could be lost. The data in that column will be cast from `Integer` to `SmallInt`. | ALTER TABLE "User" ALTER COLUMN "age" SET DATA TYPE SMALLINT; | loss-narrowing
            You are about to alter the column `age` on the `User` table, which contains 3 non-null values. The data in that column will be cast from `Integer` to `SmallInt`. | ALTER TABLE "User" ALTER COLUMN "age" SET DATA TYPE SMALLINT; | loss-narrowing
            The primary key for the `User` table will be changed. If it partially fails, the table could be left without primary key constraint. | ALTER TABLE "User" DROP CONSTRAINT "User_pkey", ADD CONSTRAINT "User_pkey" PRIMARY KEY ("email"); | break-drop-primary-key
            A unique constraint covering the columns `[email,bio]` on the table `User` will be added. If there are existing duplicate values, this will fail. | CREATE UNIQUE INDEX "User_email_bio_key" ON "User"("email", "bio"); | fail-duplicates
            The values [GUEST] on the enum `Role` will be removed. If these variants are still used in the database, this will fail. | BEGIN; CREATE TYPE "Role_new" AS ENUM ('USER', 'ADMIN'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new"); ALTER TYPE "Role" RENAME TO "Role_old"; ALTER TYPE "Role_new" RENAME TO "Role"; DROP TYPE "Role_old"; COMMIT; | loss-enum-value
            Added the required column `name` to the `User` table without a default value. This is not possible if the table is not empty. | ALTER TABLE "User" ADD COLUMN "name" TEXT NOT NULL; | fail-required-column
            Added the required column `name` to the `User` table without a default value. There are 3 rows in this table, it is not possible to execute this step. | ALTER TABLE "User" ADD COLUMN "name" TEXT NOT NULL; | fail-required-column
            The required column `uid` was added to the `User` table with a prisma-level default value. This is not possible if the table is not empty. Please add this column as optional, then populate it before making it required. | ALTER TABLE "User" ADD COLUMN "uid" TEXT NOT NULL; | fail-required-column
            Made the column `bio` on table `User` required. This step will fail if there are existing NULL values in that column. | ALTER TABLE "User" ALTER COLUMN "bio" SET NOT NULL; | fail-nulls
            Made the column `bio` on table `User` required, but there are 3 existing NULL values. | ALTER TABLE "User" ALTER COLUMN "bio" SET NOT NULL; | fail-nulls
            """)
    void whatPrismaSaysIsNotExplainedAgain(String warning, String sql, String rules) throws IOException {
        List<LintFinding> plain = lint("-- AlterTable\n" + sql + "\n");
        List<LintFinding> warned =
                lint("/*\n  Warnings:\n\n  - Another.\n  - " + warning + "\n\n*/\n-- AlterTable\n" + sql + "\n");

        assertThat(warned)
                .extracting(finding -> finding.rule() + finding.severity())
                .as("as bad as without the comment")
                .isEqualTo(plain.stream()
                        .map(finding -> finding.rule() + finding.severity())
                        .toList());
        assertThat(plain).allMatch(finding -> finding.warnedAt().isEmpty());
        assertThat(warned.stream()
                        .filter(finding -> finding.warnedAt().isPresent())
                        .map(LintFinding::rule)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(rules.split(", "));
        assertThat(warned.stream().filter(finding -> finding.warnedAt().isPresent()))
                .allMatch(finding -> finding.warnedAt().get() == 5
                        && finding.words().endsWith("Prisma's own warning in line 5 says so, too.")
                        && !finding.words().contains(finding.why()));
    }

    @Test
    void aWarningOfAnotherColumnOrTableSaysNothing() throws IOException {
        List<LintFinding> found = lint("""
                /*
                  Warnings:

                  - You are about to drop the column `bio` on the `User` table. All the data in the column will be lost.
                  - You are about to drop the column `age` on the `Person` table. All the data in the column will be lost.
                  - You are about to drop the `Post` table. If the table is not empty, all the data it contains will be lost.

                */
                ALTER TABLE "User" DROP COLUMN "age";
                """);

        assertThat(found).isNotEmpty().allMatch(finding -> finding.warnedAt().isEmpty());
    }

    private List<LintFinding> lint(String sql) throws IOException {
        Path migrations = project.resolve("migrations");
        write(migrations.resolve("1/migration.sql"), BEFORE);
        write(migrations.resolve("2/migration.sql"), sql);
        return Refract.configure()
                .migrations(migrations)
                .url("postgresql://127.0.0.1:1/none")
                .build()
                .lint(LintOptions.DEFAULT.names(List.of("2")).serverVersion("postgresql:16"))
                .findings();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

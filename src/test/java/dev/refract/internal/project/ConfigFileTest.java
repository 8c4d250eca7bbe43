package dev.refract.internal.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

    @TempDir
    Path temp;

    Workspace project;

    @BeforeEach
    void prisma7() throws IOException {
        project = new Workspace(temp.toRealPath())
                .file("package.json", "{}")
                .schema("postgresql")
                .set("U", "postgresql://h/of_u")
                .set("EMPTY", "");
    }

    private DatabaseUrl url(String config) {
        return project.file("prisma.config.ts", config).find().url();
    }

    private static String withUrl(String expression) {
        return "import { defineConfig, env } from 'prisma/config'\nexport default defineConfig({ datasource: { url: "
                + expression + " } })\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "try { process.loadEnvFile('.env.own') } catch {}",
                "try {\n  process.loadEnvFile('.env.own');\n} catch (e: unknown) {\n  // not there\n  console.warn('none')\n}",
                "try { require(\"dotenv\").config({ path: '.env.own' }) } catch {}",
                "try { require('dotenv').config({ path: '.env.own' }); } catch (_) { } finally { console.log(1); }"
            })
    void anEnvironmentFileThatMayBeMissing(String statement) {
        String config =
                statement + "\nexport default { datasource: { url: process.env.OWN ?? 'postgresql://h/without' } }\n";
        assertThat(url(config).database()).isEqualTo("without");
        project.file(".env.own", "OWN=postgresql://h/own\n");
        assertThat(url(config).database()).isEqualTo("own");
    }

    /** Which of the files is loaded, or whether something else happens, depends on what is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "try { process.loadEnvFile('.env.a') } catch { process.loadEnvFile('.env.b') }",
                "if (load()) { process.loadEnvFile('.env.a') }",
                "if (typeof x === 'string') { process.loadEnvFile('.env.a') }",
                "x && process.loadEnvFile('.env.a')",
                "process.env.U || require('dotenv').config()",
                "function load() { require('dotenv').config() } load()",
                "const load = () => { process.env.U = 'x' }; load()",
                "try { process.loadEnvFile('.env.a'); process.loadEnvFile('.env.b') } catch {}",
                "try { process.loadEnvFile('.env.a') } catch { process.env.U = 'postgresql://h/other' }",
                "try { load() } catch {}",
                "try { if (x)\n process.loadEnvFile('.env.a') } catch {}",
                "try { process.loadEnvFile('.env.a') } catch (e) { throw e }",
                "const base = { ...(process.env.U && { a: load() }) }"
            })
    void whatMayHappenInMoreThanOneWayIsNotGuessed(String statement) {
        assertThatThrownBy(() -> url(statement + "\nexport default { datasource: { url: process.env.U } }\n"))
                .hasMessageContainingAll("P1012", "line 1", "--url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "...(process.env.U && { shadowDatabaseUrl: process.env.U })",
                "...(process.env.SHADOW && { shadowDatabaseUrl: env('SHADOW') })",
                "...(process.env.NODE_ENV === 'test' ? { shadowDatabaseUrl: 'postgresql://h/s' } : {})",
                "...(!!process.env[\"U\"] && { shadowDatabaseUrl: 'postgresql://h/s' })",
                "...process.env.U && { shadowDatabaseUrl: 'postgresql://h/s' }"
            })
    void aSpreadThatDoesNotTouchTheUrl(String spread) {
        assertThat(url(withUrl("env('U'), " + spread)).database()).isEqualTo("of_u");
        String before = "import { defineConfig, env } from 'prisma/config'\nexport default { datasource: { " + spread
                + ", url: 'postgresql://h/after' } }";
        assertThat(url(before).database()).isEqualTo("after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "...(unknown && { url: 'postgresql://h/other' })",
                "...(unknown ? { a: 1 } : { url: 'postgresql://h/other' })",
                "...(process.env.U && { ...base })",
                "...(load() && { a: 1 })",
                "...(process.env.U && { [key]: 'postgresql://h/other' })"
            })
    void aSpreadThatMayTouchTheUrl(String spread) {
        assertThatThrownBy(() -> url(withUrl("env('U'), " + spread)))
                .hasMessageContainingAll("P1012", "datasource.url", "line 2", "--url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prisma.config.js",
                "prisma.config.ts",
                "prisma.config.mjs",
                "prisma.config.cjs",
                "prisma.config.mts",
                "prisma.config.cts",
                ".config/prisma.js",
                ".config/prisma.ts",
                ".config/prisma.mjs",
                ".config/prisma.cjs",
                ".config/prisma.mts",
                ".config/prisma.cts"
            })
    void everyPlace(String name) {
        Project found = project.file(
                        name,
                        "export default { datasource: { url: 'postgresql://h/here' }, migrations: { path: 'm' } }")
                .find();
        assertThat(found.url().database()).isEqualTo("here");
        assertThat(found.config()).contains(project.folder().resolve(name));
        assertThat(found.migrations()).isEqualTo(project.folder().resolve(name).resolveSibling("m"));
    }

    @Test
    void firstOfThePlacesAndTheFlagFirstOfAll() {
        project.file("prisma.config.js", "export default { datasource: { url: 'postgresql://h/js' } }")
                .file("prisma.config.ts", "export default { datasource: { url: 'postgresql://h/ts' } }")
                .file(".config/prisma.js", "export default { datasource: { url: 'postgresql://h/dot' } }")
                .file(
                        "deploy/other.ts",
                        "export default { datasource: { url: 'postgresql://h/other' }, migrations: { path: '../m' } }");
        assertThat(project.find().url().database()).isEqualTo("js");
        Project other = Project.find(project.options().withConfig(Path.of("deploy/other.ts")));
        assertThat(other.url().database()).isEqualTo("other");
        assertThat(other.migrations()).isEqualTo(project.folder().resolve("m"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '\u0000',
            value = {
                "env(\"U\") -> of_u",
                "env('U') -> of_u",
                "env<Env>('U') -> of_u",
                "env<{ U: string; V: string }>('U') -> of_u",
                "process.env.U -> of_u",
                "process.env[\"U\"] -> of_u",
                "process.env['U']! -> of_u",
                "process.env.U! -> of_u",
                "process.env?.U -> of_u",
                "process.env.U as string -> of_u",
                "(process.env.U as string)! -> of_u",
                "process.env.A ?? process.env.U ?? '' -> of_u",
                "process.env.EMPTY || process.env.U -> of_u",
                "process.env.A || \"postgresql://h/literal\" -> literal",
                "process.env.A ?? undefined ?? 'postgresql://h/x' -> x",
                "\"postgresql://h/literal\" -> literal",
                "'postgresql://h/lit\\x65ral' -> literal",
                "`postgresql://h/template` -> template",
                "('postgresql://h/inner') -> inner",
                "/* a */ 'postgresql://h/commented' // b -> commented",
            })
    void urlShapes(String expression, String database) {
        assertThat(url(withUrl(expression + "\n")).database()).isEqualTo(database);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '\u0000',
            value = {
                "`postgresql://${process.env.USER_}:${encodeURIComponent(process.env.PASS!)}@h:${process.env.PORT ?? 5432}/tpl` -> tpl",
                "'postgresql://' + process.env.USER_ + '@h/' + 'plus' -> plus",
                "process.env.NODE_ENV === 'production' ? env('PROD') : env('U') -> of_u",
                "process.env.NODE_ENV !== 'production' ? 'postgresql://h/a' : env('PROD') -> a",
                "process.env.PROD ? process.env.PROD : process.env.U! -> of_u",
                "process.env.U && 'postgresql://h/and' -> and",
                "!process.env.PROD && !!process.env.U ? `postgresql://h/both` : '' -> both",
                "(process.env.NODE_ENV == 'test' || process.env.U) ? 'postgresql://h/or' : 'x' -> or",
                "Boolean(process.env.EMPTY) ? 'x' : 'postgresql://h/empty' -> empty",
                "String(process.env.U) -> of_u",
                "(() => process.env.U)() -> of_u",
                "(() => { const u = process.env.U; if (!u) { throw new Error('none') } return u })() -> of_u",
                "process.env[`U`] -> of_u",
                "process.env['U' as const]! -> of_u",
                "<string>process.env.U -> ",
            })
    void whatTheVariablesDecide(String expression, String database) {
        project.set("USER_", "me").set("PASS", "p@ss/ö'");
        if (database == null) {
            assertThatThrownBy(() -> url(withUrl(expression))).hasMessageContainingAll("P1012", "line 2", "--url");
            return;
        }
        DatabaseUrl url = url(withUrl(expression));
        assertThat(url.database()).isEqualTo(database);
        if (database.equals("tpl")) {
            assertThat(url.password()).contains("p@ss/ö'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (!process.env.U) { throw new Error('U is missing') }\nexport default { datasource: { url: process.env.U } }",
                "if (!process.env.U) throw new Error(`U is ${'missing'}`)\nexport default { datasource: { url: process.env.U! } }",
                "const url = process.env.U\nif (url === undefined) {\n  console.error('none')\n  throw new Error()\n}\n"
                        + "export default { datasource: { url } }",
                "if (typeof process.env.U !== 'string') throw new TypeError('U')\n"
                        + "export default { datasource: { url: process.env.U } }",
                "const { U } = process.env\nexport default { datasource: { url: U } }",
                "const { NONE: url = process.env.U, EMPTY } = process.env as Record<string, string>\n"
                        + "export default { datasource: { url } }",
                "function required(name: string): string { const value = process.env[name]; if (!value) { "
                        + "throw new Error(`Missing ${name}`); } return value; }\n"
                        + "export default { datasource: { url: required('U') } }",
                "const get = (name: string, otherwise = 'x') => process.env[name] ?? otherwise\n"
                        + "export default { datasource: { url: get('U') } }",
                "export default { datasource: { url: url() } }\nfunction url() { if (process.env.PROD) { return "
                        + "process.env.PROD } else { return process.env.U } }",
                "const isTest = process.env.NODE_ENV === 'test'\nexport default { datasource: isTest ? { url: 'postgresql://h/t' "
                        + "} : { url: process.env.U } }",
                "const urls = { test: 'postgresql://h/t', dev: process.env.U }\nconst stage = process.env.STAGE ?? 'dev'\n"
                        + "export default { datasource: { url: urls[stage] } }",
                "const db = { url: process.env.U, shadow: 'x' }\nexport default { datasource: { url: db.url } }",
                "const base = { schema: 'prisma/schema.prisma', datasource: { url: 'postgresql://h/x' } }\n"
                        + "export default { ...base, datasource: { url: process.env.U } }",
                "const base = { datasource: { url: process.env.U } }\nexport default { ...base }",
                "const config = { datasource: { url: process.env.U } }\nexport { config as default }",
                "import path from 'node:path'\nimport { fileURLToPath } from 'node:url'\n"
                        + "const __dirname = path.dirname(fileURLToPath(import.meta.url))\n"
                        + "export default { schema: path.join(__dirname, 'prisma', 'schema.prisma'), "
                        + "datasource: { url: process.env.U } }",
                "import { PrismaPg } from '@prisma/adapter-pg'\nconst adapter = new PrismaPg({ connectionString: "
                        + "process.env.U })\nexport default { adapter: async () => adapter, engine: 'classic', "
                        + "datasource: { url: process.env.U, directUrl: process.env.U } }",
                "const connect = async () => { return await load() }\nasync function main() { await load() }\n"
                        + "const other = function () { load() }\nclass_: 1\nexport default { datasource: { url: 'postgresql://h/of_u' } }",
                "const connect = async (a) => { return await load(a) }\nexport default { datasource: { url: process.env.U } }",
                "import { defineConfig } from 'prisma/config'\nconst isProd = process.env.NODE_ENV === 'production'\n"
                        + "export default defineConfig({ schema: './prisma/schema.prisma', datasource: { url: isProd ? "
                        + "process.env.PROD! : process.env.U! } })",
                "module.exports = { schema: require('node:path').join('prisma', 'schema.prisma'), datasource: { url: "
                        + "process.env.U } }",
                "enum Stage { Dev = 1, Prod }\nexport default { datasource: { url: process.env.U } }",
                "const size = `${process.env.A}` * 3, list = [1, 2].map(x => x)\n"
                        + "export default { datasource: { url: 'postgresql://h/of_u' } }",
            })
    void filesThatDecideSomething(String config) {
        assertThat(url(config).database()).isEqualTo("of_u");
    }

    @Test
    void filesThatLoadVariablesOnACondition() {
        project.file(".env", "V=postgresql://h/dot").file(".env.test", "V=postgresql://h/test");
        String config = "\nexport default { datasource: { url: process.env.V } }";
        for (String load : new String[] {
            "if (process.env.NODE_ENV !== 'production') {\n  require('dotenv').config()\n}",
            "import dotenv from 'dotenv'\nif (process.env.NODE_ENV !== 'production') dotenv.config();",
            "process.env.NODE_ENV !== 'production' && require('dotenv').config()",
            "import { existsSync } from 'node:fs'\nif (existsSync('.env')) { process.loadEnvFile() }\n"
                    + "if (existsSync('.env.none')) { process.loadEnvFile('.env.test') }",
            "import { config } from 'dotenv'\nif (!process.env.CI) { config({ path: '.env', override: true }) } else { other() }",
            "import dotenv from 'dotenv'\ndotenv.config({ path: process.env.NODE_ENV === 'test' ? '.env.test' : '.env' })",
            "import dotenv from 'dotenv'\ndotenv.config({ path: `.env${process.env.SUFFIX ?? ''}` })",
        }) {
            assertThat(url(load + config).database()).as(load).isEqualTo("dot");
        }
        project.set("NODE_ENV", "production").set("V", "postgresql://h/real");
        assertThat(url("if (process.env.NODE_ENV !== 'production') {\n  require('dotenv').config({ override: true })\n}"
                                + config)
                        .database())
                .isEqualTo("real");
        assertThat(url("require('dotenv').config({ path: '.env.test', override: true })" + config)
                        .database())
                .isEqualTo("test");
        assertThat(url("const before = process.env.V\nrequire('dotenv').config({ override: true })\n"
                                + "export default { datasource: { url: before } }")
                        .database())
                .isEqualTo("real");
    }

    @Test
    void whatAConditionSpreadsIsReadBesidesTheUrl() {
        String config = withUrl("env('U'), ...(process.env.SHADOW && { shadowDatabaseUrl: process.env.SHADOW })");
        assertThat(project.file("prisma.config.ts", config).find().shadow()).isEmpty();
        project.set("SHADOW", "postgresql://h/of_shadow");
        assertThat(project.find().shadow().orElseThrow().database()).isEqualTo("of_shadow");
        String unknown = withUrl("env('U'), ...(unknown && { shadowDatabaseUrl: process.env.SHADOW })");
        Project found = project.file("prisma.config.ts", unknown).find();
        assertThat(found.url().database()).isEqualTo("of_u");
        assertThatThrownBy(found::shadow)
                .hasMessageContainingAll("P1012", "datasource.shadowDatabaseUrl", "line 2", "`unknown` is not known");
    }

    /** As Prisma 6 has it with {@code engine: "classic"}. */
    @Test
    void theDirectUrlIsTheOneForMigrations() {
        String config = "export default { engine: 'classic', datasource: { url: process.env.U, directUrl: "
                + "process.env.DIRECT } }";
        assertThat(url(config).database()).isEqualTo("of_u");
        project.set("DIRECT", "postgresql://h/direct");
        assertThat(project.find().url().database()).isEqualTo("direct");
        assertThatThrownBy(() -> url("export default { datasource: { url: process.env.U, directUrl: unknown() } }"))
                .hasMessageContainingAll("`datasource.directUrl`", "line 1", "--url");
    }

    @Test
    void filesThatThrowSayWhatIsMissing() {
        assertThatThrownBy(() -> url("\nif (!process.env.NONE) { throw new Error('x') }\n"
                        + "export default { datasource: { url: process.env.NONE } }"))
                .hasMessageContainingAll("The environment variable NONE is not set", "line 2", "--url");
        assertThatThrownBy(() ->
                        url("function must(n) { const v = process.env[n]; if (!v) throw new Error(n); return v }\n"
                                + "export default { datasource: { url: must('NONE') } }"))
                .hasMessageContainingAll(
                        "The environment variable NONE is not set", "prisma.config.ts line 1", "--url");
        assertThatThrownBy(() -> url("if (process.env.U) { throw new Error('no') }\n"
                        + "export default { datasource: { url: process.env.U } }"))
                .hasMessageContainingAll("throws an error there", "line 1", "--url");
        assertThatThrownBy(() -> url(withUrl("`postgresql://h/${process.env.NAME_}`")))
                .hasMessageContainingAll("The environment variable NAME_ is not set", "line 2", "--url");
        assertThatThrownBy(() -> url("import './load'\nexport default { datasource: { url: process.env.U } }"))
                .hasMessageContainingAll(
                        "what runs there may change it", "Pass --url, or let the file load its variables");
    }

    /** What doubles at each step would take for ever. */
    @Test
    void whatNeverEndsIsAnError() {
        for (String step : new String[] {"%s || %s", "%s + %s", "f(%s) + f(%s)", "%s ? %s : ''"}) {
            StringBuilder config = new StringBuilder(
                    "function f(x) { return x + x }\nconst a0 = process.env.EMPTY + 'aaaaaaaaaaaaaaaa'\n");
            for (int i = 1; i <= 45; i++) {
                String last = "a" + (i - 1);
                config.append("const a" + i + " = " + step.formatted(last, last) + "\n");
            }
            config.append("export default { datasource: { url: a45 + a45 } }");
            assertThatThrownBy(() -> url(config.toString()).toString()).hasMessageContaining("P1");
        }
        StringBuilder calls = new StringBuilder("function f0() { return '' }\n");
        for (int i = 1; i <= 45; i++) {
            calls.append("function f%d() { return f%d() + f%d() }\n".formatted(i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> url(calls + "f45()\nexport default { datasource: { url: f45() } }"))
                .hasMessageContaining("P1012");
    }

    @Test
    void wholeFilesAsSeenInProjects() {
        assertThat(url("""
                import 'dotenv/config'
                import path from 'node:path'
                import type { PrismaConfig } from 'prisma'
                import { defineConfig, env } from "prisma/config";

                type Env = {
                  U: string // the one
                }

                interface Other { a: string }

                export default defineConfig({
                  earlyAccess: true,
                  experimental: { adapter: true, externalTables: true, },
                  schema: path.join('prisma', 'schema.prisma'),
                  migrations: {
                    path: path.join("db", 'migrations'),
                    seed: `tsx ./prisma/seed.ts`,
                    initShadowDb: `CREATE TABLE a (b int);`,
                  },
                  typedSql: { path: "x" },
                  adapter: async () => { const x = /[/"']/; return new PrismaPg({ a: `${b({})}` }) },
                  async other() { return 1 },
                  views: { path: 'views' },
                  datasource: {
                    // url: 'postgresql://h/wrong'
                    url: env<Env>('U'),
                    shadowDatabaseUrl: process.env.SHADOW,
                  },
                }) satisfies PrismaConfig
                """).database()).isEqualTo("of_u");
        Project found = project.find();
        assertThat(found.migrations()).isEqualTo(project.folder().resolve("db/migrations"));
        assertThat(found.seed()).contains("tsx ./prisma/seed.ts");
        assertThat(found.shadow()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module.exports = { datasource: { url: process.env.U } }",
                "const { defineConfig, env } = require('prisma/config');\nrequire('dotenv/config')\nmodule.exports = "
                        + "defineConfig({ datasource: { url: env('U') } });",
                "const path = require('path')\nmodule.exports = { schema: path.resolve(__dirname, "
                        + "'prisma/schema.prisma'), datasource: { url: process.env.U } }",
                "const url = process.env.U!\nexport default { datasource: { url } }",
                "const url: string | undefined = process.env.U, b = 2\nexport default { datasource: { url: url! } }",
                "const datasource = { url: process.env.U }\nconst config: PrismaConfig = { datasource }\nexport "
                        + "default config",
                "import * as c from '@prisma/config'\nconst config = c.defineConfig({ datasource: { url: c.env('U') "
                        + "} })\nexport default config;",
                "export default { datasource: { url: process.env.U } } satisfies PrismaConfig",
                "export default { datasource: { url: process.env.U } } as const",
                "'use strict'\nmodule.exports = { datasource: { 'url': process.env.U, }, }",
                "import { join as j } from 'path'\nimport process from 'node:process'\nexport default { schema: "
                        + "j('prisma', 'schema.prisma'), datasource: { url: process.env.U } }",
                "import path from 'path'\nexport default { schema: path.join(import.meta.dirname, 'prisma', "
                        + "'schema.prisma'), datasource: { url: process.env.U } }",
                "import path from 'path'\nconst root = process.cwd()\nexport default { schema: path.join(root, "
                        + "'prisma', 'schema.prisma'), datasource: { url: process.env.U } }",
                "import { cwd } from 'node:process'\nimport { resolve } from 'path'\nexport default { schema: "
                        + "resolve(cwd(), 'prisma/schema.prisma'), datasource: { url: process.env.U } }",
                "function unused(a: string): string {\n  return `${a}'`\n}\nconsole.log('hello', "
                        + "process.env.U)\nexport default { datasource: { url: process.env.U } }",
                "export default defineConfig({ datasource: { url: process.env.U } })\nimport { defineConfig } from "
                        + "'prisma/config'",
            })
    void fileShapes(String config) {
        assertThat(url(config).database()).isEqualTo("of_u");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`postgresql://${unknown}/x`",
                "`postgresql://${process.env.U.length}/x`",
                "'postgresql://' + load()",
                "1 + 1 + process.env.U",
                "unknown ? 'a' : 'b'",
                "process.env.U === null ? 'a' : 'b'",
                "process.env.U > 'a' ? 'a' : 'b'",
                "buildUrl()",
                "process.env[name]",
                "env(name)",
                "env('U', 'x')",
                "somewhere",
                "getenv.U",
                "await load()",
                "() => env('U')",
                "new URL('x').href",
                "process.env.U?.replace('a', 'b')",
                "42",
                "[process.env.U]",
                "unknown && 'x'",
                "(() => { for (;;) {} })()",
                "(async () => 'x')()",
            })
    void otherShapesAreErrorsThatNameFileLineAndFlag(String expression) {
        assertThatThrownBy(() -> url(withUrl(expression)))
                .isInstanceOf(RefractException.class)
                .hasMessageContainingAll("P1012", "datasource.url", "prisma.config.ts line 2", "--url");
        Project withFlag = Project.find(project.options().withUrl("postgresql://h/flag"));
        assertThat(withFlag.url().database()).isEqualTo("flag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "...base",
                "['url']: 'postgresql://h/a'",
                "get url() { return 'x' }",
                "url: 'postgresql://h/a', ...base",
            })
    void whatMayBringAnyPropertyIsAnError(String properties) {
        assertThatThrownBy(() -> url("export default { datasource: {\n" + properties + "\n} }"))
                .hasMessageContainingAll("datasource.url", "prisma.config.ts line 2", "--url");
        assertThatThrownBy(() -> url("export default {\n\n" + properties + ", }"))
                .hasMessageContainingAll("prisma.config.ts line 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import './load-env'",
                "import 'dotenv-flow/config'",
                "import { x } from './x'",
                "process.env.U = 'postgresql://h/other'",
                "loadAll()",
                "if (!process.env.CI) { loadAll() }",
                "const loaded = loadAll()",
                "dotenv.config({ override: pick() })",
                "dotenv.config({ DOTENV_KEY: 'x' })",
                "class A { static x = loadAll() }",
                "require('./env')",
                "for (const x of y) z(x)",
            })
    void variablesAreUncertainAfterWhatMaySetThem(String statement) {
        assertThatThrownBy(() -> url("import dotenv from 'dotenv'\n" + statement
                        + "\nexport default { datasource: { url: process.env.U } }"))
                .hasMessageContainingAll("prisma.config.ts line 2", "--url");
        assertThat(url("import dotenv from 'dotenv'\n" + statement
                                + "\nexport default { datasource: { url: 'postgresql://h/literal' } }")
                        .database())
                .isEqualTo("literal");
    }

    @Test
    void bindingsThatChangeAreUncertain() {
        assertThatThrownBy(() -> url("let url = 'postgresql://h/a'\nurl = 'postgresql://h/b'\nexport default { "
                        + "datasource: { url } }"))
                .hasMessageContainingAll("line 2");
    }

    @Test
    void unreadableFilesAndFilesWithoutExport() {
        assertThatThrownBy(() -> url("\nexport default { datasource: { url: 'x }"))
                .hasMessageContainingAll("prisma.config.ts line 2", "--schema");
        assertThatThrownBy(() -> url("const a = 1")).hasMessageContainingAll("prisma.config.ts", "no default export");
        Project withFlags =
                Project.find(project.options().withUrl("postgresql://h/flag").withMigrations(Path.of("m")));
        assertThat(withFlags.url().database()).isEqualTo("flag");
        assertThat(Project.find(project.options()
                                .withSchema(Path.of("prisma/schema.prisma"))
                                .withUrl("postgresql://h/flag"))
                        .url()
                        .database())
                .isEqualTo("flag");
    }

    @Test
    void eachValueIsReadOnlyWhenItIsNeeded() {
        project.file(
                "prisma.config.ts",
                "export default {\n schema: pick(),\n migrations: { path: pick() },\n datasource: { url: pick() } }");
        assertThatThrownBy(project::find).hasMessageContainingAll("`schema`", "line 2", "--schema");
        ProjectOptions options = project.options().withSchema(Path.of("prisma/schema.prisma"));
        assertThatThrownBy(() -> Project.find(options).migrations())
                .hasMessageContainingAll("`migrations.path`", "line 3", "--migrations");
        assertThat(Project.find(options.withMigrations(Path.of("m"))).migrations())
                .isEqualTo(project.folder().resolve("m"));
        assertThatThrownBy(() -> Project.find(options).url())
                .hasMessageContainingAll("`datasource.url`", "line 4", "--url");
    }

    @Test
    void missingVariablesAreNamed() {
        assertThatThrownBy(() -> url(withUrl("env('GONE')")))
                .hasMessageContainingAll("The environment variable GONE is not set", "prisma.config.ts line 2");
        assertThatThrownBy(() -> url(withUrl("process.env.GONE ?? process.env.EMPTY ?? ''")))
                .hasMessageContainingAll(
                        "None of the environment variables GONE, EMPTY is set", "prisma.config.ts line 2");
        assertThatThrownBy(() -> url(withUrl("''"))).hasMessageContainingAll("`datasource.url` is empty");
        assertThatThrownBy(() -> url("export default {}"))
                .hasMessageContainingAll("has no url", "prisma.config.ts has no datasource.url", "--url");
    }

    @Test
    void environmentFilesOfTheConfiguration() {
        project.file(".env", "V=postgresql://h/dot")
                .file(".env.local", "V=postgresql://h/local")
                .file(".env.two", "W=2");
        String config = "export default { datasource: { url: process.env.V } }";
        assertThat(url("import 'dotenv/config';\n" + config).database()).isEqualTo("dot");
        assertThat(url("import dotenv from 'dotenv'\ndotenv.config()\n" + config)
                        .database())
                .isEqualTo("dot");
        assertThat(url("import { config as load } from 'dotenv'\nload({ path: '.env.local', quiet: true })\n" + config)
                        .database())
                .isEqualTo("local");
        assertThat(url("import * as dotenv from 'dotenv'\ndotenv.config({ path: ['.env.local', '.env.two'] })\n"
                                + config)
                        .database())
                .isEqualTo("local");
        assertThat(project.find().environment()).containsEntry("W", "2");
        assertThat(url("require('dotenv').config({ path: '.env.local' })\n" + config)
                        .database())
                .isEqualTo("local");
        assertThat(url("process.loadEnvFile('.env.local')\n" + config).database())
                .isEqualTo("local");
        assertThat(url("import { loadEnvFile } from 'node:process'\nloadEnvFile('.env.local')\n" + config)
                        .database())
                .isEqualTo("local");
        assertThat(url("import path from 'path'\nimport dotenv from 'dotenv'\ndotenv.config({ path: "
                                + "path.resolve(process.cwd(), '.env.local') })\n"
                                + config)
                        .database())
                .isEqualTo("local");
        assertThatThrownBy(() -> url(config)).hasMessageContaining("V is not set");
        assertThatThrownBy(() -> url("import dotenv from 'dotenv'\ndotenv.config({ path: pick() })\n" + config))
                .hasMessageContaining("line 2");
        project.set("DOTENV_CONFIG_PATH", ".env.local");
        assertThat(url("import 'dotenv/config';\n" + config).database()).isEqualTo("local");
    }

    @Test
    void sqliteResolvesAgainstTheConfigurationsFolder() {
        project.schema("sqlite").file(".config/prisma.ts", "export default { datasource: { url: 'file:./dev.db' } }");
        assertThat(project.find().url().file()).isEqualTo(project.folder().resolve(".config/dev.db"));
    }

    @Test
    void byteOrderMarkAndWindowsLines() {
        assertThat(url("\uFEFFimport 'dotenv/config'\r\nexport default {\r\n  datasource: {\r\n    url: "
                                + "process.env.U\r\n  }\r\n}\r\n")
                        .database())
                .isEqualTo("of_u");
    }

    /** However a file breaks off or is disturbed, it ends in a value or in an error that names it, and it does end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenFilesEndInAValueOrAnError(boolean certain) {
        String whole = """
                import path, { join } from 'node:path'
                import { defineConfig, env } from "prisma/config" with { type: 'json' };
                type Env<T> = { a: string } | (() => void)
                const { a, b: c } = require('x'), d: Map<string, number[]> = new Map([[`t${a({})}`, /[/'"]/g]])
                async function f<T>(x: T): Promise<void> { if (x) { return } }
                for (const x of [1, 2]) { console.log(x) }
                export const e = (x) => ({ ...x, y: 1 })
                export default defineConfig({
                  schema: path.join('prisma', `schema.prisma`), // one
                  migrations: { path: 'm', seed: c ? 'a' : "b" }, /* two */
                  datasource: { url: (process.env?.["A"] ?? env<Env<string>>('U')!) as string, ...e(1), [d]: 2, get z() { return 3 } },
                } satisfies PrismaConfig)
                """;
        // Without what makes the value uncertain, the value must be right wherever there is one.
        String config = certain
                ? whole.replaceAll("(?m)^(const|for|export const).*\\n", "").replaceAll(", \\.\\.\\.e.* }", " }")
                : whole;
        Random random = new Random(7);
        String marks = "(){}[]<>,;:.'\"`/*=!?$\\ \n";
        int values = 0;
        for (int i = 0; i < 2 * config.length(); i++) {
            int at = i % config.length();
            String broken = i < config.length()
                    ? config.substring(0, at)
                    : config.substring(0, at)
                            + marks.charAt(random.nextInt(marks.length()))
                            + config.substring(at + random.nextInt(3) % (config.length() - at));
            project.file("prisma.config.ts", broken);
            try {
                ProjectOptions options = project.options().withSchema(Path.of("prisma/schema.prisma"));
                assertThat(Project.find(options).url().database()).isEqualTo("of_u");
                values++;
            } catch (RefractException e) {
                assertThat(e.getMessage()).contains("prisma.config.ts");
            }
        }
        assertThat(values > 0).isEqualTo(certain);
    }
}

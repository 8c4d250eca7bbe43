package dev.refract.internal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.refract.Refract;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What other programs get. */
class LintFormatTest {

    @TempDir
    private Path project;

    private LintResult result;

    @BeforeEach
    void findings() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT, \"<b>@all|`x`\" TEXT, a TEXT, b TEXT);\n");
        write("2 more&<\"", """
                CREATE INDEX a ON users (name);
                -- refract-lint-ignore lock-index: 200 rows & <none>
                CREATE INDEX b ON users (name);
                ALTER TABLE users DROP COLUMN a, DROP COLUMN b;
                FROBNICATE;
                ALTER TABLE users RENAME COLUMN "<b>@all|`x`" TO "#12 www.example.org ``` ]]>";
                ALTER TABLE users ALTER COLUMN name SET NOT NULL;
                """);
        result = lint();
    }

    @Test
    void sarifIsAsItsSchema() throws IOException {
        JsonObject log = sarif(result);

        try (InputStream schema = getClass().getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                            .getSchema(schema)
                            .validate(log.toString(), InputFormat.JSON))
                    .isEmpty();
        }
        JsonObject run = log.getAsJsonArray("runs").get(0).getAsJsonObject();
        Set<String> rules = new HashSet<>();
        run.getAsJsonObject("tool")
                .getAsJsonObject("driver")
                .getAsJsonArray("rules")
                .forEach(rule -> {
                    rules.add(rule.getAsJsonObject().get("id").getAsString());
                    assertThat(rule.getAsJsonObject()
                                    .getAsJsonObject("help")
                                    .get("markdown")
                                    .getAsString())
                            .isNotBlank();
                });
        List<String> suppressed = new ArrayList<>();
        Set<String> fingerprints = new HashSet<>();
        for (JsonElement each : run.getAsJsonArray("results")) {
            JsonObject one = each.getAsJsonObject();
            assertThat(rules).contains(one.get("ruleId").getAsString());
            assertThat(fingerprints.add(
                            one.getAsJsonObject("partialFingerprints").toString()))
                    .as("one of its own: " + one)
                    .isTrue();
            one.getAsJsonArray("suppressions")
                    .forEach(suppression -> suppressed.add(one.get("ruleId").getAsString() + " "
                            + suppression.getAsJsonObject().get("kind").getAsString() + " "
                            + suppression.getAsJsonObject().get("justification").getAsString()));
        }
        assertThat(suppressed).containsExactly("lock-index inSource 200 rows & <none>");
        assertThat(run.getAsJsonArray("invocations").toString()).contains("Not understood", ":5");
        assertThat(run.getAsJsonArray("results").toString()).contains("migrations/2%20more&%3C%22/migration.sql");
    }

    @Test
    void fingerprintsSurviveAMovedLine() throws IOException {
        List<String> before = fingerprints(result);
        String sql = Files.readString(project.resolve("migrations/2 more&<\"/migration.sql"));
        write("2 more&<\"", "\n-- moved\n\nSELECT 1;\n" + sql.replace("CREATE INDEX a ON", "CREATE INDEX a\n  ON"));

        assertThat(fingerprints(lint())).containsExactlyElementsOf(before);
    }

    @Test
    void gitlabGetsCodeQuality() {
        JsonArray issues = JsonParser.parseString(text(LintFormat.GITLAB)).getAsJsonArray();

        assertThat(issues).hasSize(result.findings().size());
        Set<String> fingerprints = new HashSet<>();
        Set<String> severities = new HashSet<>();
        issues.forEach(each -> {
            JsonObject issue = each.getAsJsonObject();
            assertThat(issue.keySet())
                    .containsExactlyInAnyOrder("description", "check_name", "fingerprint", "severity", "location");
            assertThat(issue.getAsJsonObject("location").get("path").getAsString())
                    .isEqualTo("migrations/2 more&<\"/migration.sql");
            assertThat(issue.getAsJsonObject("location")
                            .getAsJsonObject("lines")
                            .get("begin")
                            .getAsInt())
                    .isPositive();
            fingerprints.add(issue.get("fingerprint").getAsString());
            severities.add(issue.get("severity").getAsString());
        });
        assertThat(fingerprints).hasSameSizeAs(issues);
        assertThat(severities)
                .contains("critical", "major", "minor")
                .isSubsetOf("blocker", "critical", "major", "minor");
    }

    @Test
    void junitFailsFromTheLimitOn() throws Exception {
        Element all = junit(Optional.of(Severity.WARNING));
        long bad = result.count(Severity.ERROR) + result.count(Severity.WARNING);

        assertThat(all.getElementsByTagName("testcase").getLength())
                .isEqualTo(result.findings().size());
        assertThat(all.getElementsByTagName("failure").getLength()).isEqualTo((int) bad);
        assertThat(all.getAttribute("failures")).isEqualTo(String.valueOf(bad));
        assertThat(((Element) all.getElementsByTagName("testsuite").item(0)).getAttribute("name"))
                .isEqualTo("2 more&<\"");
        assertThat(junit(Optional.empty()).getElementsByTagName("failure").getLength())
                .isZero();
    }

    @Test
    void markdownHasNoMarkupOfAScripts() {
        String text = text(LintFormat.MARKDOWN);

        assertThat(text)
                .contains("`lock-index`", "were read whole", "1 ignored", "CREATE INDEX CONCURRENTLY a")
                .contains("@<!-- -->all");
        String outside = text.replaceAll("(?s)(`{3,})sql.*?\\1", "").replaceAll("`[^`\n]*`", "");
        assertThat(outside).doesNotContain("@all", "<b>", " #12", "www.example");
    }

    @Test
    void githubGetsNoCommandOfAScripts() {
        assertThat(text(LintFormat.GITHUB).lines())
                .hasSize(result.findings().size())
                .allMatch(line -> line.matches("::(error|warning|notice) file=migrations/[^:]*,line=\\d+,endLine=\\d+,"
                        + "col=\\d+,title=[a-z-]+::.*"));
    }

    private LintResult lint() {
        return Refract.configure()
                .workingFolder(project)
                .migrations(project.resolve("migrations"))
                .build()
                .lint(LintOptions.DEFAULT.names(List.of("2 more&<\"")).serverVersion("postgresql:16"));
    }

    private String text(LintFormat format) {
        return format.text(result, project, Optional.of(Severity.ERROR));
    }

    private JsonObject sarif(LintResult of) {
        return JsonParser.parseString(LintFormat.SARIF.text(of, project, Optional.empty()))
                .getAsJsonObject();
    }

    private List<String> fingerprints(LintResult of) {
        List<String> fingerprints = new ArrayList<>();
        sarif(of)
                .getAsJsonArray("runs")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("results")
                .forEach(each -> fingerprints.add(
                        each.getAsJsonObject().get("partialFingerprints").toString()));
        return fingerprints;
    }

    private Element junit(Optional<Severity> limit) throws Exception {
        String xml = LintFormat.JUNIT.text(result, project, limit);
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        return document.getDocumentElement();
    }

    private void write(String name, String sql) throws IOException {
        Path folder = Files.createDirectories(project.resolve("migrations").resolve(name));
        Files.writeString(folder.resolve("migration.sql"), sql);
    }
}

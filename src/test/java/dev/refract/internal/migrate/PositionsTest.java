package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** An error's line and column are those of the file, as an editor counts them. */
class PositionsTest {

    private static final String MARK = "\uFEFF";

    @OnEveryDatabase
    void areTheFiles(TestDatabase database, @TempDir Path folder) {
        Project project = new Project(folder, database);
        List<String> scripts = new ArrayList<>();
        for (String end : List.of("\n", "\r\n", "\r")) {
            String script = String.join(
                    end,
                    "CREATE TABLE NAME (s VARCHAR(20));",
                    "INSERT INTO NAME VALUES ('größe 😀日本');",
                    "/* é😀 */ INSERT INTO NAME VALUES ('ü'); INSERT INTO missing VALUES ('1');",
                    "");
            scripts.add(script);
            scripts.add(MARK + script);
            if (database.kind() == Kind.POSTGRES && !end.equals("\r")) {
                scripts.add("\\restrict abc" + end + script + "\\unrestrict abc" + end);
            }
        }
        int number = 1;
        for (String script : scripts) {
            String name = number++ + "_a";
            project.migration(name, script.replace("NAME", "t" + name));
            RefractException refused = catchThrowableOfType(RefractException.class, project.refract()::deploy);
            ScriptPlace place = refused.place().orElseThrow();
            int line = script.startsWith("\\") ? 4 : 3;
            String text = "/* é😀 */ INSERT INTO t" + name + " VALUES ('ü'); INSERT INTO ";
            assertThat(place.line()).as(refused.getMessage()).contains(line);
            assertThat(place.column().orElseThrow())
                    .as(refused.getMessage())
                    .isEqualTo(text.codePointCount(0, text.length()) + 1);
            assertThat(refused.what())
                    .contains("migration.sql:" + line + ":" + place.column().orElseThrow() + " ");
            project.refract().resolveApplied(name);
        }
    }
}

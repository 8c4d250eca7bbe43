package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusingServerTest {

    @TempDir
    Path folder;

    /** P1000 is what PostgreSQL's answer to a wrong password becomes: the driver went all the way to it. */
    @Test
    void theDriverComesAsFarAsThePassword() throws Exception {
        StringWriter err = new StringWriter();
        try (RefusingServer server = new RefusingServer()) {
            String[] deploy = {
                "migrate", "deploy", "--no-env-file", "--url", server.url(), "--migrations", folder.toString()
            };
            assertThat(Main.commandLine(deploy)
                            .setOut(new PrintWriter(new StringWriter()))
                            .setErr(new PrintWriter(err))
                            .execute(deploy))
                    .isEqualTo(1);
        }
        assertThat(err.toString()).contains("P1000").doesNotContain("nothing@");
    }
}

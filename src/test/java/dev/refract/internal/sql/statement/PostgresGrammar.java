package dev.refract.internal.sql.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.NodePackages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** PostgreSQL's own grammar: npm's libpg-query, in Node. */
final class PostgresGrammar {
    private PostgresGrammar() {}

    /** What is asked: a statement, and expressions to be hashed. */
    record Question(String sql, List<String> expressions) {}

    /** The statement's form, or why it is refused; the hashes. */
    record Answer(String form, List<String> hashes) {
        boolean isRefusal() {
            return form.startsWith("refused: ");
        }
    }

    /** Asks everything at once: a process takes longer to start than to answer. */
    static List<Answer> ask(List<Question> questions) throws IOException {
        Path installed = NodePackages.installed();
        Process node = new ProcessBuilder("node", "judge.mjs")
                .directory(installed.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(node));
            try (OutputStream in = node.getOutputStream()) {
                for (Question question : questions) {
                    in.write(written(question).getBytes(StandardCharsets.UTF_8));
                }
            }
            List<Answer> answers = answers(questions, out.join());
            assertThat(node.waitFor()).isZero();
            return answers;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            node.destroyForcibly();
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String written(Question question) {
        List<String> fields = new ArrayList<>(
                List.of(question.sql(), String.valueOf(question.expressions().size())));
        fields.addAll(question.expressions());
        return String.join("\0", fields) + "\0";
    }

    private static List<Answer> answers(List<Question> questions, String out) {
        List<String> fields = Arrays.asList(out.split("\0", -1));
        int due = questions.stream()
                .mapToInt(question -> 1 + question.expressions().size())
                .sum();
        assertThat(fields).as("answers, and an empty field behind the last").hasSize(due + 1);
        Iterator<String> left = fields.iterator();
        List<Answer> answers = new ArrayList<>();
        for (Question question : questions) {
            String form = left.next();
            answers.add(new Answer(
                    form,
                    Stream.generate(left::next)
                            .limit(question.expressions().size())
                            .toList()));
        }
        return answers;
    }
}

package dev.refract.cli;

import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.report.RefractException;
import java.io.Console;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Asks a person at the terminal. */
@SuppressWarnings("SystemConsoleNull") // Progress.possible asks whether it is a terminal
final class Question {

    private Question() {}

    /**
     * Whether there is somebody to ask.
     *
     * @param json whether the output is for a program: then nobody is asked
     */
    static boolean possible(boolean json) {
        return console(json) != null;
    }

    /**
     * @param json whether the output is for a program
     * @param question ends in a question mark
     * @param refusal what is said where nobody can answer, as an exception to throw
     * @return whether the answer was yes
     */
    static boolean ask(boolean json, String question, RefractException refusal) {
        Console console = console(json);
        if (console == null) {
            throw refusal;
        }
        String answer = answer(console, question);
        return answer != null
                && (answer.strip().equalsIgnoreCase("yes") || answer.strip().equalsIgnoreCase("y"));
    }

    /**
     * Asks as {@code --confirm} does.
     *
     * @param json whether the output is for a program
     * @param done what would happen to migrations
     */
    static boolean confirm(boolean json, String done, String question) {
        RefractException refusal = new RefractException(
                null,
                "--confirm asks before anything is " + done + ", and nobody can be asked here.",
                "Run it at a terminal, or look at the plan with --dry-run and leave out --confirm.");
        return ask(json, question, refusal);
    }

    /** So many migrations, in a question. */
    static String these(int count) {
        return count == 1 ? "this migration" : "these " + count + " migrations";
    }

    private static @Nullable Console console(boolean json) {
        return json || !Progress.possible() ? null : System.console();
    }

    private static @Nullable String answer(Console console, String question) {
        try {
            return Streams.read(() -> console.readLine("%s Type yes: ", Controls.escaped(Secrets.masked(question))));
        } catch (IOException e) {
            return null;
        }
    }
}

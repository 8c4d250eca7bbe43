package dev.refract.cli;

import dev.refract.report.InterruptedRefractException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The process's standard streams. */
final class Streams {

    private Streams() {}

    /**
     * The terminal's encoding. Where the locale has none, as in most containers, ASCII is what Java falls back to:
     * names and scripts are UTF-8, so UTF-8 shows them as they are.
     */
    static Charset charset() {
        Charset charset =
                Charset.forName(System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8")));
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    /** A writer to a standard stream that flushes each line. */
    static PrintWriter writer(PrintStream stream, Charset charset) {
        return new PrintWriter(new OutputStreamWriter(stream, charset), true);
    }

    /**
     * Reads from standard input. Such a read notices no interrupt, so it is left alone on a thread of its own when one
     * comes.
     *
     * @throws InterruptedRefractException where the calling thread is interrupted
     */
    static <T> T read(Callable<T> read) throws IOException {
        FutureTask<T> task = new FutureTask<>(read);
        Thread thread = new Thread(task, "refract-input");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw new InterruptedRefractException("Interrupted while waiting for input.", "Nothing was run.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}

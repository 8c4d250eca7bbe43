package dev.refract.internal.lint;

import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which migrations differ from a commit, as git says. */
final class Changed {

    /** Where work is merged into, the likeliest first. */
    private static final List<String> TRUNKS = List.of("origin/HEAD", "origin/main", "origin/master", "main", "master");

    private Changed() {}

    /**
     * The names of their folders.
     *
     * @throws RefractException where git does not know the commit, or is not there
     */
    static Set<String> since(String commit, Path folder) {
        if (commit.startsWith("-")) {
            throw failed(commit);
        }
        Set<String> names = new HashSet<>();
        for (List<String> command : List.of(
                List.of("diff", "--name-only", "--relative", "-z", commit, "--", "."),
                List.of("ls-files", "--others", "--exclude-standard", "-z"))) {
            String paths = git(folder, command).orElseThrow(() -> failed(commit));
            for (String path : paths.split("\0")) {
                names.add(path.split("/", 2)[0]);
            }
        }
        return names;
    }

    /** The commit at which the branch left the one that it will be merged into; empty without git or such a branch. */
    static Optional<String> mergeBase(Path folder) {
        for (String trunk : TRUNKS) {
            Optional<String> base = git(folder, List.of("merge-base", "HEAD", trunk));
            if (base.isPresent()) {
                return base.map(String::trim);
            }
        }
        return Optional.empty();
    }

    /** What a command of git's prints; empty where it fails, or git is not there. */
    private static Optional<String> git(Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(out) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static RefractException failed(String commit) {
        return new RefractException(
                null,
                "What changed since " + commit + " is not known: git is not there, or does not know it.",
                "Name a commit that this repository has, or the migrations themselves.");
    }
}

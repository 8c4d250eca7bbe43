package dev.refract.internal.lint;

import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which migrations differ from a commit, as git says. */
final class Changed {

    private Changed() {}

    /** The names of their folders. */
    static Set<String> since(String ref, Path folder) {
        if (ref.startsWith("-")) {
            throw failed(ref, "that is no commit");
        }
        Set<String> names = new HashSet<>();
        for (String path : git(ref, folder, "diff", "--name-only", "--relative", "-z", ref, "--", ".")) {
            names.add(path.split("/", 2)[0]);
        }
        for (String path : git(ref, folder, "ls-files", "--others", "--exclude-standard", "-z")) {
            names.add(path.split("/", 2)[0]);
        }
        return names;
    }

    private static List<String> git(String ref, Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw failed(ref, "git can't compare " + folder + " with it");
            }
            return List.of(out.split("\0")).stream()
                    .filter(path -> !path.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw failed(ref, "git can't be run here");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(ref, "it was interrupted");
        }
    }

    private static RefractException failed(String ref, String reason) {
        return new RefractException(
                null,
                "What changed since " + ref + " is not known: " + reason + ".",
                "Name a commit that this repository has, or the migrations themselves.");
    }
}

package dev.refract.internal.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who has locked a file, as far as the operating system tells: Linux lists locks in /proc/locks by inode and process.
 */
final class FileLocks {

    private FileLocks() {}

    static Optional<String> holder(Path file) {
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
            List<String> locks = Files.readAllLines(Path.of("/proc/locks"));
            long self = ProcessHandle.current().pid();
            return locks.stream()
                    .filter(line -> line.contains(inode) && line.contains(" WRITE "))
                    .map(line -> line.trim().split("\\s+"))
                    .map(fields -> Long.parseLong(fields[4]))
                    .filter(pid -> pid != self)
                    .findFirst()
                    .flatMap(ProcessHandle::of)
                    .map(FileLocks::describe);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String describe(ProcessHandle process) {
        return "process " + process.pid()
                + process.info().command().map(command -> ", " + command).orElse("")
                + process.info()
                        .startInstant()
                        .map(start -> ", running since " + start)
                        .orElse("");
    }
}

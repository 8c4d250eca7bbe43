package dev.refract.internal.lint;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files' names as a program takes them that looks at a repository: from its root. */
final class LintFiles {

    private final Path root;

    /** @param root the repository's folder */
    LintFiles(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** With slashes; as it is for what is not in the repository. */
    String name(String file) {
        try {
            Path path = Path.of(file).toAbsolutePath().normalize();
            return path.startsWith(root)
                    ? root.relativize(path).toString().replace(File.separatorChar, '/')
                    : file.replace(File.separatorChar, '/');
        } catch (InvalidPathException e) {
            return file; // on the class path
        }
    }

    /** As a URI, relative to the root where it is in there. */
    String uri(String file) {
        String name = name(file);
        StringBuilder uri = new StringBuilder(name.startsWith("/") ? "file://" : "");
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-._~/!$&'()*+,;=@".indexOf(c) >= 0)) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", b & 0xFF));
            }
        }
        return uri.toString();
    }
}

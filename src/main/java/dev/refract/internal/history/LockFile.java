package dev.refract.internal.history;

import com.moandjiezana.toml.Toml;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code migration_lock.toml}: one key, which Prisma writes. TOML4J reads that well; what it does not read well
 * (much text, deep nesting, values of other types) is no lock file.
 */
final class LockFile {

    /** Prisma's has 126 bytes. */
    private static final int LARGEST = 10_000;

    /** TOML4J takes minutes for thousands of them. */
    private static final int MOST_BRACKETS = 50;

    private LockFile() {}

    /**
     * The provider that it names; empty where it names none.
     *
     * @param path the file, as a message names it
     * @throws RefractException P3019 where it is no lock file
     */
    static Optional<String> provider(String path, byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw invalid(path, "is larger than " + LARGEST + " bytes");
        }
        Object provider = parsed(path, text(path, bytes)).get("provider");
        if (provider != null && !(provider instanceof String)) {
            throw invalid(path, "has a provider that is not text in quotes");
        }
        return Optional.ofNullable((String) provider).filter(text -> !text.isBlank());
    }

    private static String text(String path, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw invalid(path, ScriptFile.isUtf16(bytes) ? "is UTF-16, not UTF-8" : "is not UTF-8");
        }
    }

    private static Map<String, Object> parsed(String path, String text) {
        if (text.chars().filter(c -> c == '[' || c == '{').count() > MOST_BRACKETS) {
            throw invalid(path, "is not valid TOML: it has more than " + MOST_BRACKETS + " brackets");
        }
        try {
            return new Toml().read(text).toMap();
        } catch (RuntimeException | StackOverflowError e) {
            throw invalid(path, "is not valid TOML"); // its own words repeat the line
        }
    }

    private static RefractException invalid(String path, String problem) {
        return new RefractException(
                Code.P3019,
                path + " " + problem + ".",
                "Save it as UTF-8. It should hold one line, for example: provider = \"postgresql\"");
    }
}

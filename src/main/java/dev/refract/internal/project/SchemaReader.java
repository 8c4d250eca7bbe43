package dev.refract.internal.project;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the {@code datasource} blocks of a {@code .prisma} file; all else in it is skipped. */
final class SchemaReader {

    /** A value of the block, with the line it stands on. */
    sealed interface Value {
        int line();

        /** A string, its escapes resolved. */
        record Text(String text, int line) implements Value {}

        /** {@code env("NAME")}. */
        record Variable(String name, int line) implements Value {}

        /** A list of strings. */
        record Texts(List<String> texts, int line) implements Value {}

        /** Anything else: another list, a word, another call. */
        record Other(int line) implements Value {}
    }

    /** One {@code datasource} block. */
    record Block(TextFile file, int line, Map<String, Value> values) {}

    private enum Kind {
        WORD,
        STRING,
        MARK,
        END
    }

    private record Token(Kind kind, String text, int line) {
        boolean is(String mark) {
            return kind == Kind.MARK && text.equals(mark);
        }
    }

    private final TextFile file;
    private final String text;
    private int at;
    private int line = 1;
    /** The current one; {@link #advance} is called before it is looked at. */
    private Token token = new Token(Kind.END, "", 1);

    private SchemaReader(TextFile file) {
        this.file = file;
        this.text = file.text();
    }

    /** @throws RefractException P1012 with file and line when the file can't be read as a schema */
    static List<Block> datasources(TextFile file) {
        return new SchemaReader(file).blocks();
    }

    private List<Block> blocks() {
        List<Block> found = new ArrayList<>();
        advance();
        @Nullable Token before = null;
        @Nullable Token beforeThat = null;
        while (token.kind != Kind.END) {
            if (token.is("{")) {
                if (beforeThat != null && beforeThat.kind == Kind.WORD && beforeThat.text.equals("datasource")) {
                    found.add(block(beforeThat.line));
                } else {
                    skipBraces();
                }
            }
            beforeThat = before;
            before = token;
            advance();
        }
        return found;
    }

    private void skipBraces() {
        int opened = token.line;
        int depth = 1;
        while (depth > 0) {
            advance();
            if (token.kind == Kind.END) {
                throw invalid(opened, "the block that begins here is not closed");
            }
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
        }
    }

    /** From the opening brace to the closing one, which stays the current token. */
    private Block block(int start) {
        Map<String, Value> values = new LinkedHashMap<>();
        advance();
        while (!token.is("}")) {
            if (token.kind != Kind.WORD) {
                throw invalid(
                        token.line,
                        token.kind == Kind.END
                                ? "the datasource block is not closed"
                                : "a property's name is expected here");
            }
            String name = token.text;
            int at = token.line;
            advance();
            if (!token.is("=")) {
                throw invalid(at, "`=` is expected after `" + name + "`");
            }
            advance();
            if (values.put(name, value()) != null) {
                throw invalid(at, "`" + name + "` stands twice in the datasource block");
            }
        }
        return new Block(file, start, values);
    }

    private Value value() {
        Token first = token;
        advance();
        if (first.kind == Kind.STRING) {
            return new Value.Text(first.text, first.line);
        }
        if (first.is("[")) {
            return list(first.line);
        }
        if (first.kind != Kind.WORD) {
            throw invalid(first.line, "a value is expected here");
        }
        if (!token.is("(")) {
            return new Value.Other(first.line);
        }
        advance();
        Token argument = token;
        skipTo(")", first.line);
        return first.text.equals("env") && argument.kind == Kind.STRING
                ? new Value.Variable(argument.text, first.line)
                : new Value.Other(first.line);
    }

    private Value list(int opened) {
        List<String> texts = new ArrayList<>();
        boolean onlyTexts = true;
        while (token.kind != Kind.END && !token.is("]")) {
            onlyTexts &= token.kind == Kind.STRING || token.is(",");
            if (token.kind == Kind.STRING) {
                texts.add(token.text);
            }
            advance();
        }
        skipTo("]", opened);
        return onlyTexts ? new Value.Texts(List.copyOf(texts), opened) : new Value.Other(opened);
    }

    private void skipTo(String close, int opened) {
        while (!token.is(close)) {
            if (token.kind == Kind.END) {
                throw invalid(opened, "`" + close + "` is missing");
            }
            advance();
        }
        advance();
    }

    private void advance() {
        skipBlank();
        if (at >= text.length()) {
            token = new Token(Kind.END, "", line);
            return;
        }
        char c = text.charAt(at);
        if (c == '"') {
            token = string();
        } else if (Character.isLetterOrDigit(c) || c == '_') {
            int start = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at))
                            || text.charAt(at) == '_'
                            || text.charAt(at) == '-')) {
                at++;
            }
            token = new Token(Kind.WORD, text.substring(start, at), line);
        } else {
            at++;
            token = new Token(Kind.MARK, String.valueOf(c), line);
        }
    }

    private void skipBlank() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw invalid(line, "the comment that begins here is not closed");
                }
                line += (int) text.substring(at, end)
                        .chars()
                        .filter(each -> each == '\n')
                        .count();
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private Token string() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '\n'; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return new Token(Kind.STRING, value.toString(), line);
            }
            if (c == '\\') {
                at++;
                escape(value);
            } else {
                value.append(c);
            }
        }
        throw invalid(line, "the string is not closed");
    }

    private void escape(StringBuilder value) {
        char c = at < text.length() ? text.charAt(at) : '\n';
        switch (c) {
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case '"', '\\', '/' -> value.append(c);
            case 'u' -> {
                String digits = text.substring(Math.min(at + 1, text.length()), Math.min(at + 5, text.length()));
                if (!digits.matches("[0-9a-fA-F]{4}")) {
                    throw invalid(line, "four hex digits are expected after `\\u`");
                }
                value.append((char) Integer.parseInt(digits, 16));
                at += 4;
            }
            default -> throw invalid(line, "the string holds an escape that Prisma does not know");
        }
    }

    private RefractException invalid(int where, String what) {
        return new RefractException(
                Code.P1012,
                "The schema " + file.path() + " is not valid: line " + where + ": " + what + ".",
                "Correct it; `prisma validate` checks the whole schema.");
    }
}

package dev.refract.internal.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts a JavaScript or TypeScript file into tokens. */
final class ConfigTokens {

    enum Kind {
        WORD,
        NUMBER,
        MARK,
        END,
        /** A string, or a template without holes; the token's text is its value. */
        STRING,
        /** A regular expression. */
        OPAQUE
    }

    /** @param newLine whether a line ends between the token before and this one */
    record Token(Kind kind, String text, int line, boolean newLine) {

        boolean is(String mark) {
            return kind == Kind.MARK && text.equals(mark);
        }

        boolean isWord(String word) {
            return kind == Kind.WORD && text.equals(word);
        }
    }

    /** What can't be cut into tokens: a string or comment without an end. */
    static final class Unreadable extends Exception {
        private final int line;

        Unreadable(int line) {
            super(null, null, false, false);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /** Longest first. */
    private static final List<String> MARKS = List.of(
            ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", "&&=", "||=", "??=", "=>", "??", "?.", "||", "&&", "==",
            "!=", "<=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "++", "--", "**", "<<");

    /** Templates within holes of templates. */
    private static final int DEEPEST = 100;

    private static final Set<String> BEFORE_REGEX =
            Set.of("return", "typeof", "case", "in", "of", "delete", "void", "new");

    private final String text;
    private int at;
    private int line = 1;
    private int holes;
    private boolean newLine;
    private final List<Token> tokens = new ArrayList<>();

    private ConfigTokens(String text) {
        this.text = text;
    }

    /** All tokens, END last. */
    static List<Token> of(String text) throws Unreadable {
        ConfigTokens reader = new ConfigTokens(text);
        if (text.startsWith("#!")) {
            reader.at = reader.endOfLine();
        }
        reader.readUntil(null);
        reader.add(Kind.END, "", reader.line);
        return reader.tokens;
    }

    /** Reads to the end, or to the brace that closes a hole of a template. */
    private void readUntil(@Nullable String closing) throws Unreadable {
        int depth = 0;
        skipBlank();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (closing != null && c == '}' && depth == 0) {
                return;
            }
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            next(c);
            skipBlank();
        }
        if (closing != null) {
            throw new Unreadable(line);
        }
    }

    private void next(char c) throws Unreadable {
        int start = at;
        int startLine = line;
        if (c == '"' || c == '\'') {
            at++;
            add(Kind.STRING, string(c), startLine);
        } else if (c == '`') {
            template();
        } else if (Character.isJavaIdentifierStart(c) || c == '#') {
            do {
                at++;
            } while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at)));
            add(Kind.WORD, text.substring(start, at), startLine);
        } else if (Character.isDigit(c)) {
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at))
                            || text.charAt(at) == '_'
                            || text.charAt(at) == '.')) {
                at++;
            }
            add(Kind.NUMBER, text.substring(start, at), startLine);
        } else if (c == '/' && regexMayStand()) {
            regex();
        } else {
            String mark = MARKS.stream()
                    .filter(each -> text.startsWith(each, start))
                    .findFirst()
                    .orElse(String.valueOf(c));
            at += mark.length();
            add(Kind.MARK, mark, startLine);
        }
    }

    private void add(Kind kind, String value, int startLine) {
        tokens.add(new Token(kind, value, startLine, newLine));
        newLine = false;
    }

    private void skipBlank() throws Unreadable {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\u00A0') {
                step();
            } else if (text.startsWith("//", at)) {
                at = endOfLine();
            } else if (text.startsWith("/*", at)) {
                skipComment();
            } else {
                return;
            }
        }
    }

    private void skipComment() throws Unreadable {
        int opened = line;
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw new Unreadable(opened);
        }
        while (at < end + 2) {
            step();
        }
    }

    private void step() {
        if (text.charAt(at) == '\n') {
            line++;
            newLine = true;
        }
        at++;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private String string(char quote) throws Unreadable {
        int opened = line;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return value.toString();
            }
            if (c == '\n' && quote != '`') {
                throw new Unreadable(opened);
            }
            if (c == '\\') {
                at++;
                escape(value);
            } else {
                value.append(c);
                if (c == '\n') {
                    line++;
                }
                at++;
            }
        }
        throw new Unreadable(opened);
    }

    private void escape(StringBuilder value) throws Unreadable {
        if (at >= text.length()) {
            throw new Unreadable(line);
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'v' -> value.append('\u000B');
            case '0' -> value.append('\0');
            case '\n' -> line++;
            case 'x' -> value.appendCodePoint(hex(2));
            case 'u' -> {
                if (text.startsWith("{", at)) {
                    int close = text.indexOf('}', at);
                    int digits = close - at - 1;
                    at++;
                    value.appendCodePoint(close < 0 || digits > 6 ? hex(9) : hex(digits));
                    at++;
                } else {
                    value.append((char) hex(4));
                }
            }
            default -> value.append(c);
        }
    }

    private int hex(int digits) throws Unreadable {
        String number = text.substring(at, Math.min(at + digits, text.length()));
        if (number.length() != digits
                || !number.matches("[0-9a-fA-F]+")
                || !Character.isValidCodePoint(Integer.parseInt(number, 16))) {
            throw new Unreadable(line);
        }
        at += digits;
        return Integer.parseInt(number, 16);
    }

    /** A template with holes becomes what it means: {@code ("text" + (hole) + "text")}. */
    private void template() throws Unreadable {
        int opened = line;
        boolean before = newLine;
        int first = tokens.size();
        StringBuilder value = new StringBuilder();
        boolean holed = false;
        at++;
        while (true) {
            if (at >= text.length()) {
                throw new Unreadable(opened);
            }
            char c = text.charAt(at);
            if (c == '`') {
                at++;
                break;
            }
            if (c == '\\') {
                at++;
                escape(value);
            } else if (text.startsWith("${", at)) {
                holed = true;
                at += 2;
                add(Kind.STRING, value.toString(), line);
                value.setLength(0);
                add(Kind.MARK, "+", line);
                add(Kind.MARK, "(", line);
                hole();
                at++;
                add(Kind.MARK, ")", line);
                add(Kind.MARK, "+", line);
            } else {
                value.append(c);
                step();
            }
        }
        if (!holed) {
            newLine = before;
            add(Kind.STRING, value.toString(), opened);
            return;
        }
        add(Kind.STRING, value.toString(), line);
        add(Kind.MARK, ")", line);
        tokens.add(first, new Token(Kind.MARK, "(", opened, before));
    }

    private void hole() throws Unreadable {
        holes++;
        if (holes > DEEPEST) {
            throw new Unreadable(line);
        }
        readUntil("}");
        holes--;
    }

    private boolean regexMayStand() {
        if (tokens.isEmpty()) {
            return true;
        }
        Token last = tokens.get(tokens.size() - 1);
        return switch (last.kind()) {
            case MARK -> !Set.of(")", "]", "}").contains(last.text());
            case WORD -> BEFORE_REGEX.contains(last.text());
            default -> false;
        };
    }

    private void regex() throws Unreadable {
        int end = endOfLine();
        boolean inClass = false;
        for (int i = at + 1; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '/' && !inClass) {
                at = i + 1;
                while (at < end && Character.isLetter(text.charAt(at))) {
                    at++;
                }
                add(Kind.OPAQUE, "", line);
                return;
            } else if (c == '[' || c == ']') {
                inClass = c == '[';
            }
        }
        throw new Unreadable(line);
    }
}

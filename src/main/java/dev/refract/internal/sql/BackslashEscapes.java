package dev.refract.internal.sql;

/**
 * What a backslash and the characters after it stand for in a literal (MySQL's manual, "String Literals"; PostgreSQL's,
 * "String Constants with C-Style Escapes").
 */
final class BackslashEscapes {
    private BackslashEscapes() {}

    /**
     * Appends what an escape stands for.
     *
     * @param at of the character after the backslash, which is there
     * @param end of the literal
     * @return where the text goes on
     */
    static int decode(Dialect dialect, String text, int at, int end, StringBuilder to) {
        char c = text.charAt(at);
        if (dialect == Dialect.POSTGRESQL) {
            int code = postgresCode(text, at, end);
            if (code > at) {
                int radix = Character.digit(c, 8) >= 0 ? 8 : 16;
                int point = Integer.parseUnsignedInt(text, radix == 8 ? at : at + 1, code, radix);
                if (Character.isValidCodePoint(point)) {
                    to.appendCodePoint(point);
                }
                return code;
            }
        } else if (c == '%' || c == '_') {
            to.append('\\'); // it counts in LIKE
        }
        to.append(
                switch (c) {
                    case 'b' -> '\b';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'f' -> dialect == Dialect.POSTGRESQL ? '\f' : c;
                    case '0' -> '\0'; // MySQL's: PostgreSQL's are octal numbers
                    case 'Z' -> dialect == Dialect.MYSQL ? '\u001a' : c;
                    default -> c;
                });
        return at + 1;
    }

    /** Where a number that stands for a character ends; not after its beginning where there is none. */
    private static int postgresCode(String text, int at, int end) {
        return switch (text.charAt(at)) {
            case '0', '1', '2', '3', '4', '5', '6', '7' -> digits(text, at, Math.min(end, at + 3), 8);
            case 'x' -> {
                int last = digits(text, at + 1, Math.min(end, at + 3), 16);
                yield last > at + 1 ? last : at;
            }
            case 'u' -> exactly(text, at, 4, end);
            case 'U' -> exactly(text, at, 8, end);
            default -> at;
        };
    }

    private static int exactly(String text, int at, int count, int end) {
        int last = digits(text, at + 1, Math.min(end, at + 1 + count), 16);
        return last == at + 1 + count ? last : at;
    }

    private static int digits(String text, int from, int to, int radix) {
        int at = from;
        while (at < to && Character.digit(text.charAt(at), radix) >= 0) {
            at++;
        }
        return at;
    }
}

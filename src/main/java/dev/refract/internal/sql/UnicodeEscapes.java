package dev.refract.internal.sql;

/** PostgreSQL's {@code U&"d\0061t\+000061"}. */
final class UnicodeEscapes {
    private UnicodeEscapes() {}

    /** The text with its escapes replaced; what is no escape stays as it is. */
    static String decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean escape = c == '\\' && i + 1 < text.length();
            if (escape && text.charAt(i + 1) == '\\') {
                decoded.append(c);
                i += 2;
                continue;
            }
            int from = escape && text.charAt(i + 1) == '+' ? i + 2 : i + 1;
            int to = from + (from == i + 2 ? 6 : 4);
            int point = escape && to <= text.length() ? hex(text, from, to) : -1;
            if (point >= 0) {
                decoded.appendCodePoint(point);
                i = to;
            } else {
                decoded.append(c);
                i++;
            }
        }
        return decoded.toString();
    }

    private static int hex(String text, int from, int to) {
        int point = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            point = point * 16 + digit;
        }
        return Character.isValidCodePoint(point) ? point : -1;
    }
}

package dev.refract.internal.output;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps passwords out of whatever a person, a log, a program or the ledger gets to read: the one filter that events,
 * exceptions, the ledger's logs and the command line's output pass. It masks what looks like credentials in a URL,
 * wherever the URL stands, and each password that a URL of this process held.
 */
public final class Secrets {

    private static final String MASK = "***";

    /** One character can't be told from the rest of a text. */
    private static final int SHORTEST = 2;
    /** A shorter one is a word, a number or a name too often: it is masked only where a value stands. */
    private static final int USUAL = 4;
    /** From here on a password is found inside other words as well. */
    private static final int LONG = 8;

    /** More than any process connects with; a server that changes its password every hour must not fill the heap. */
    private static final int MOST = 256;

    private static final List<Known> KNOWN = new CopyOnWriteArrayList<>();

    /** A password in one of its forms. */
    private record Known(String text, Where where) {}

    /** Where a password is taken for one: in any place, as a word of its own, or as a value in quotes or a URL. */
    private enum Where {
        ANYWHERE,
        WORD,
        VALUE;

        static Where of(String password, int longEnough) {
            return password.length() < USUAL
                    ? VALUE
                    : password.length() >= longEnough && !isWord(password) ? ANYWHERE : WORD;
        }

        boolean holds(String text, int start, int end) {
            return switch (this) {
                case ANYWHERE -> true;
                case WORD -> !inWord(text, start - 1) && !inWord(text, end);
                case VALUE -> isValue(at(text, start - 1), at(text, end));
            };
        }

        private static boolean isValue(char before, char after) {
            boolean ends = after == ' ' || after == '\n' || "&;@,'\"".indexOf(after) >= 0;
            return before == ':' && after == '@' || "='\"".indexOf(before) >= 0 && ends;
        }

        private static char at(String text, int at) {
            return at >= 0 && at < text.length() ? text.charAt(at) : '\n';
        }
    }

    private Secrets() {}

    /**
     * From now on this password is masked, plain, percent-encoded and as JSON writes it.
     *
     * @param password null or too short for a secret: nothing is masked
     * @param names what is shown in any case, such as the user and the database: a password that equals one of them
     *     can't be told from it
     */
    public static void know(@Nullable String password, Collection<String> names) {
        if (password == null || password.length() < SHORTEST || names.contains(password)) {
            return;
        }
        for (String form : forms(password)) {
            Known known = new Known(form, Where.of(password, LONG));
            if (!KNOWN.contains(known)) {
                KNOWN.add(known);
            }
        }
        while (KNOWN.size() > MOST) {
            KNOWN.remove(0);
        }
    }

    private static boolean isWord(String password) {
        return password.chars().allMatch(Character::isLetter);
    }

    /** A password as it stands in a text, a URL, a form, JSON and a shell's or SQL's quotes. */
    private static Set<String> forms(String password) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(password);
        if (password.chars().allMatch(Character::isLetterOrDigit)) {
            return forms;
        }
        String form = URLEncoder.encode(password, StandardCharsets.UTF_8);
        forms.add(form);
        forms.add(form.replace("+", "%20"));
        forms.add(smallDigits(form.replace("+", "%20")));
        forms.add(password.replace("\\", "\\\\").replace("\"", "\\\""));
        forms.add(password.replace("'", "''"));
        forms.add(password.replace("'", "'\\''"));
        forms.add(password.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        return forms;
    }

    /** Percent-encoded with the digits a to f, which as many programs write as A to F. */
    private static String smallDigits(String encoded) {
        StringBuilder small = new StringBuilder(encoded);
        for (int at = encoded.indexOf('%'); at >= 0 && at + 2 < encoded.length(); at = encoded.indexOf('%', at + 3)) {
            small.setCharAt(at + 1, Character.toLowerCase(encoded.charAt(at + 1)));
            small.setCharAt(at + 2, Character.toLowerCase(encoded.charAt(at + 2)));
        }
        return small.toString();
    }

    /** The text without secrets; the same text where it holds none. */
    public static String masked(String text) {
        String masked = mayHoldCredentials(text) ? Patterns.masked(text) : text;
        for (Known known : KNOWN) {
            if (masked.contains(known.text)) {
                masked = masked(masked, known);
            }
        }
        return masked;
    }

    /** Spares most texts the regular expressions, and most processes loading them. */
    private static boolean mayHoldCredentials(String text) {
        return text.indexOf('@') >= 0
                || text.contains("%40")
                || text.indexOf('=') >= 0 && text.indexOf('?') >= 0
                || mayNameOne(text);
    }

    private static boolean mayNameOne(String text) {
        return text.contains("assw")
                || text.contains("ASSW")
                || text.contains("wd=")
                || text.contains("WD=")
                || text.contains("pwd")
                || text.contains("Pwd")
                || text.contains("PWD");
    }

    private static String masked(String text, Known known) {
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        for (int at = text.indexOf(known.text); at >= 0; at = text.indexOf(known.text, at)) {
            int end = at + known.text.length();
            if (known.where.holds(text, at, end)) {
                masked.append(text, copied, at).append(MASK);
                copied = end;
            }
            at = end;
        }
        return masked.append(text, copied, text.length()).toString();
    }

    private static boolean inWord(String text, int at) {
        return at >= 0 && at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }

    /**
     * Whether a text holds a password in any form: plain, percent-encoded (once or twice), with JSON's escapes, in
     * quotes, in Base64.
     *
     * @param password a short one, or a mere word, counts where it stands by itself
     */
    public static boolean holds(String text, String password) {
        String once = percentDecoded(text);
        String plus = percentDecoded(text.replace('+', ' '));
        for (String form : forms(password)) {
            for (String reading : List.of(text, once, plus, percentDecoded(once), unescaped(text))) {
                if (holdsPlainly(reading, form)) {
                    return true;
                }
            }
        }
        return password.length() >= USUAL && inBase64(text, password);
    }

    private static boolean holdsPlainly(String text, String password) {
        if (password.length() >= USUAL) {
            Known known = new Known(password, Where.of(password, USUAL + 1));
            return text.contains(password) && !masked(text, known).equals(text);
        }
        return text.strip().equals(password) || text.contains(":" + password + "@") || text.endsWith("=" + password);
    }

    private static boolean inBase64(String text, String password) {
        for (String token : text.split("[^A-Za-z0-9+/_=-]+")) {
            try {
                byte[] decoded = token.length() < USUAL
                        ? new byte[0]
                        : Base64.getDecoder().decode(token.replace('-', '+').replace('_', '/'));
                if (new String(decoded, StandardCharsets.UTF_8).contains(password)) {
                    return true;
                }
            } catch (IllegalArgumentException e) {
                // it is no Base64
            }
        }
        return false;
    }

    private static String percentDecoded(String text) {
        return text.indexOf('%') < 0 ? text : new String(PercentEncoding.decoded(text), StandardCharsets.UTF_8);
    }

    /** Without the backslashes of JSON and shells. */
    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escapes = c == '\\' && i + 1 < text.length();
            if (escapes && text.charAt(i + 1) == 'u' && i + 6 <= text.length() && isHex(text.substring(i + 2, i + 6))) {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                plain.append(escapes ? text.charAt(++i) : c);
            }
        }
        return plain.toString();
    }

    private static boolean isHex(String digits) {
        return digits.chars().allMatch(digit -> Character.digit(digit, 16) >= 0);
    }

    /** Whether a text looks like a connection URL, or holds what looks like a URL's credentials. */
    public static boolean looksLikeUrl(String text) {
        return text.contains("://")
                || mayHoldCredentials(text) && !Patterns.masked(text).equals(text);
    }

    /** Loaded with the first text that may hold a URL. */
    private static final class Patterns {

        /** Whatever the protocol; an unencoded `@`, `/` or quote in the password is a part of it. */
        private static final Pattern URL = Pattern.compile("(//[^\\s:/@]*:)(?![0-9]{1,5}[\"'`),;])[^\\s]{0,4000}@");
        /** A password with unencoded white space: what follows the colon is no port then. */
        private static final Pattern SPACED =
                Pattern.compile("(//[^\\s:/@]*:)(?![0-9]{1,5}(?:[/?\\s\"'`),;.]|$))[^\\r\\n@]{0,400}@");
        /** The two slashes were forgotten. */
        private static final Pattern SLASHLESS = Pattern.compile(
                "(?i)(\\b(?:postgres(?:ql)?|mysql|mariadb|sqlserver|mongodb|prisma\\+postgres):/?[^\\s:/@]*:)[^\\s]{0,4000}@");
        /** So was the protocol: {@code user:password@host:5432} or {@code …@host/database}. */
        private static final Pattern BARE = Pattern.compile(
                "((?<![\\w.%+/-])[\\w.%+-]+:)(?!//|[^\\s@]*\\*\\*\\*@)[^\\s/@\"'`]+(@[\\w.\\[-][\\w.:\\]-]*(?:/|:[0-9]))");

        private static final Pattern ENCODED =
                Pattern.compile("(?i)(%2F%2F(?:(?!%3A|%2F|%40)[^\\s]){0,200}%3A)[^\\s]{0,4000}%40");
        private static final Pattern PARAMETER =
                Pattern.compile("(?i)([?&;](?:sslpassword|password|passwd|pwd|api_key)=)[^&;\\s\"'`]+");

        /** libpq's {@code host=db password=…}, ADO's and ODBC's {@code Pwd=…}, {@code PGPASSWORD=…}. */
        private static final String NAME = "(?:password|passwd|passphrase|pwd)";

        private static final String VALUE =
                "(?:\"(?:[^\"\\\\]|\\\\.){0,400}\"|'(?:[^'\\\\]|\\\\.|''){0,400}'|[^\\s&;,\"'`()]+)";
        private static final Pattern NAMED = Pattern.compile("(?i)(" + NAME + "=)(?!…)" + VALUE);
        /** White space around the equals sign is an expression of SQL, unless other parts of a DSN stand there. */
        private static final Pattern SPACED_NAMED = Pattern.compile("(?i)(\\b" + NAME + "\\s{0,3}=\\s{0,3})" + VALUE);

        private static final Pattern DSN = Pattern.compile("(?i)\\b(?:host|hostaddr|server|dbname|port)\\s{0,3}=");
        private static final Pattern JSON = Pattern.compile("(?i)(\"" + NAME + "\"\\s{0,3}:\\s{0,3})" + VALUE);
        /**
         * An option that is quoted because it is not known: its value ends with the quotes, or is the next argument.
         */
        private static final Pattern OPTION =
                Pattern.compile("(?i)('--?[\\w-]{0,40}" + NAME + "(?:=|', '))[^']{1,400}(?=')");

        private Patterns() {}

        static String masked(String text) {
            String masked = text;
            for (Pattern pattern : List.of(URL, SPACED, SLASHLESS, ENCODED)) {
                masked = pattern.matcher(masked).replaceAll(Patterns::url);
            }
            masked = BARE.matcher(masked)
                    .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + MASK + match.group(2)));
            masked = value(PARAMETER, masked);
            return mayNameOne(masked) ? named(masked) : masked;
        }

        private static String named(String text) {
            String masked = value(NAMED, value(OPTION, text));
            masked = value(JSON, masked);
            return DSN.matcher(masked).find() ? value(SPACED_NAMED, masked) : masked;
        }

        private static String value(Pattern pattern, String text) {
            return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(match.group(1) + MASK));
        }

        private static String url(MatchResult match) {
            String at = match.group().endsWith("@") ? "@" : "%40";
            return Matcher.quoteReplacement(match.group(1) + MASK + at);
        }
    }
}

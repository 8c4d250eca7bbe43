package dev.refract.internal.sample;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Values at the edges of what types can hold, and plain ones. The same each time. */
final class Edges {

    private static final int LONG = 5_000;

    private Edges() {}

    /** Texts, none longer than so many characters. */
    static List<String> texts(int length) {
        int most = length <= 0 ? LONG : Math.min(length, LONG);
        List<String> texts = List.of(
                "Zoë Ñandú 😀",
                "",
                "007",
                " with space around ",
                "O'Brien \\ 100%",
                "long " + "abcdefghij".repeat(LONG / 10),
                "12.50",
                "2024-02-29",
                "true",
                "{\"a\": 1,  \"a\": 2}");
        LinkedHashSet<String> cut = new LinkedHashSet<>();
        texts.forEach(text -> cut.add(cut(text, most)));
        return List.copyOf(cut);
    }

    static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /** Whole numbers of so many bits. */
    static List<String> integers(int bits, boolean signed) {
        BigInteger all = BigInteger.ONE.shiftLeft(bits);
        BigInteger max = (signed ? all.shiftRight(1) : all).subtract(BigInteger.ONE);
        List<String> values = new ArrayList<>(List.of("7", max.toString(), "0"));
        if (signed) {
            values.add("-1");
            values.add(max.negate().subtract(BigInteger.ONE).toString());
        }
        values.addAll(List.of("1", "42", "100", "2"));
        return values;
    }

    /** Decimal numbers with so many digits, of which so many after the point. */
    static List<String> decimals(int digits, int scale) {
        int places = Math.max(0, Math.min(scale, digits));
        String fraction =
                places == 0 ? "" : "." + "123456789".repeat(places / 9 + 1).substring(0, places);
        String nines = "9".repeat(Math.max(0, digits - Math.max(0, scale)));
        String whole = nines.isEmpty() ? "0" : nines;
        String ninth = places == 0 ? "" : "." + "9".repeat(places);
        String small = places == 0 ? "0" : "0." + "0".repeat(places - 1) + "1";
        LinkedHashSet<String> values = new LinkedHashSet<>(List.of(
                whole.substring(0, 1).equals("0") ? "0" + fraction : "1" + fraction,
                "-" + whole + ninth,
                "0",
                small,
                whole + ninth,
                "0" + fraction,
                "5",
                "-" + small));
        return List.copyOf(values);
    }

    static final List<String> DATES =
            List.of("2024-02-29", "1970-01-01", "9999-12-31", "1999-12-31", "1000-01-01", "2024-12-30", "2000-03-01");

    /** Moments with as many decimal places of a second as the type keeps. */
    static List<String> moments(int places) {
        String fraction = places == 0 ? "" : "." + "123456".substring(0, places);
        String last = places == 0 ? "" : "." + "999999".substring(0, places);
        return List.of(
                "2024-02-29 13:14:15" + fraction,
                "1970-01-02 00:00:00",
                "2037-12-31 23:59:59" + last,
                "1999-12-31 23:59:59" + fraction,
                "2024-03-31 02:30:00" + last,
                "2024-10-27 00:30:00",
                "2000-03-01 12:00:00" + fraction);
    }

    static List<String> times(int places) {
        String fraction = places == 0 ? "" : "." + "123456".substring(0, places);
        return List.of(
                "13:14:15" + fraction,
                "00:00:00",
                "23:59:59" + fraction,
                "12:00:00",
                "01:02:03" + fraction,
                "08:30:00",
                "20:15:00");
    }

    static final List<String> DOCUMENTS = List.of(
            "{\"b\": 1,  \"a\": [1, {\"c\": null}], \"b\": 2}",
            "[]",
            "{\"é\": \"😀 \\\" text\"}",
            "12345678901234567890.12345",
            "\"text\"",
            "null",
            "{\"long\": \"" + "abcdefghij".repeat(700) + "\"}",
            "true");

    static List<String> uuids() {
        return List.of(
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "6f1e2c1a-5b7d-4e19-9a37-1d2b3c4d5e6f",
                "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "12345678-1234-4234-8234-123456789012",
                "01890a5d-ac96-774b-bcce-b302099a8057",
                "0e37df36-f698-11e6-8dd4-cb9ced3df976");
    }

    /** What a column of a type commonly has; empty where plain values are as good. */
    static List<String> typical(String type) {
        String word = type.split(" ")[0];
        if (word.matches("numeric|decimal|real|double|float")) {
            return List.of("88.4399", "0.1", "3", "107.25", "-12.5", "1.01", "12.3456");
        }
        if (word.matches("int|integer|bigint|smallint|mediumint|tinyint")) {
            return List.of("42", "0", "100", "-5", "7", "12", "1");
        }
        if (word.matches("text|varchar|char|character|tinytext|mediumtext|longtext|citext")) {
            return List.of("007", " 12", "1.50", "42", "0", "1e1", "100");
        }
        if (word.matches("timestamp|datetime")) {
            return List.of(
                    "2024-02-29 13:14:15.123456",
                    "2023-01-15 10:20:30.5",
                    "2022-12-31 23:59:59.999",
                    "2024-06-01 00:00:00",
                    "2021-07-04 12:00:00.25",
                    "2020-03-01 08:30:00.1",
                    "2024-10-27 01:30:00");
        }
        return List.of();
    }

    /** A plain value's number of seven or so, from 1. */
    static String uuid(int number) {
        return String.format("00000000-0000-4000-8000-%012d", number);
    }
}

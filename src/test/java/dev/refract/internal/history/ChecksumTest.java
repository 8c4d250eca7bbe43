package dev.refract.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    private static final byte[] LF = bytes("SELECT 1;\nSELECT 2;\n");
    private static final byte[] CRLF = bytes("SELECT 1;\r\nSELECT 2;\r\n");
    private static final byte[] MIXED = bytes("SELECT 1;\r\nSELECT 2;\n");

    @Test
    void isTheSha256OfTheBytes() {
        assertThat(Checksum.of(bytes("")))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Checksum.of(bytes("é")))
                .isEqualTo("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
    }

    @Test
    void lineEndsDontCount() {
        assertThat(Checksum.matches(Checksum.of(LF), CRLF)).isTrue();
        assertThat(Checksum.matches(Checksum.of(CRLF), LF)).isTrue();
        assertThat(Checksum.matches(Checksum.of(LF), MIXED)).isTrue();
        assertThat(Checksum.matches(Checksum.of(CRLF), MIXED)).isTrue();
        assertThat(Checksum.matches(Checksum.of(MIXED), MIXED)).isTrue();
        assertThat(Checksum.matches(Checksum.of(LF), bytes("SELECT 1;\nSELECT 3;\n")))
                .isFalse();
    }

    /** An old Prisma wrote each byte with {@code {:x}}: 0x0c became "c". */
    @Test
    void comparesUnpaddedChecksumsInTheirOwnForm() {
        byte[] script = bytes("SELECT 1");
        String padded = Checksum.of(script);
        StringBuilder unpadded = new StringBuilder();
        for (int i = 0; i < 64; i += 2) {
            unpadded.append(padded.charAt(i) == '0' ? "" : padded.charAt(i)).append(padded.charAt(i + 1));
        }
        assertThat(unpadded.length())
                .as("a script whose checksum has a byte below 0x10")
                .isLessThan(64);
        assertThat(Checksum.matches(unpadded.toString(), script)).isTrue();
        assertThat(Checksum.matches(unpadded.toString(), bytes("SELECT 2"))).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.refract.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferedCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Then: refract migrate deploy|Then: refract migrate deploy -x",
                "See (refract migrate status), and more|See (refract migrate status -x), and more",
                "run `refract migrate down` with --force|run `refract migrate down -x` with --force",
                "refract migrate resolve --rolled-back NAME, or --applied NAME"
                        + "|refract migrate resolve --rolled-back NAME -x, or --applied NAME",
                "refract migrate resolve --applied 'a b'      (and so on)"
                        + "|refract migrate resolve --applied 'a b' -x      (and so on)",
                "refract migrate resolve --applied 'a'\\''b'.|refract migrate resolve --applied 'a'\\''b' -x.",
                "refract migrate resolve --applied=--help|refract migrate resolve --applied=--help -x",
                "refract migrate resolve --applied $'a\\u000Ab'|refract migrate resolve --applied $'a\\u000Ab' -x",
                "refract migrate resolve --applied --up-to N; so|refract migrate resolve --applied --up-to N -x; so",
                "refract migrate deploy --resume-at 3. Then|refract migrate deploy --resume-at 3 -x. Then",
                "refract migrate generate-down --force 1_a|refract migrate generate-down --force -x 1_a",
                "refract migrate generate-down --stdout -- -a|refract migrate generate-down --stdout -x -- -a",
                "refract migrate deploy and so on|refract migrate deploy -x and so on",
                "Fix it: refract db seed|Fix it: refract db seed -x",
                "the folder x-refract migrate deploy|the folder x-refract migrate deploy",
                "Refract migrates|Refract migrates"
            })
    void aCommandEndsWhereItsArgumentsDo(String text, String expected) {
        assertThat(OfferedCommand.replaced(text, command -> command.with(List.of("-x"))))
                .isEqualTo(expected);
    }
}

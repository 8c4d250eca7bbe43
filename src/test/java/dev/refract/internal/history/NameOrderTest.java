package dev.refract.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameOrderTest {

    /** What {@code names.sort((a, b) => a.localeCompare(b))} gave in Node 20. */
    private static final List<String> AS_NODE_SORTS = List.of(
            "_a",
            "-a",
            "!a",
            "(a",
            "{a",
            "@a",
            "#a",
            "`a",
            "+a",
            "=a",
            "|a",
            "$a",
            "01_init",
            "1_b",
            "1_B",
            "1-a",
            "10_y",
            "1a",
            "1A",
            "2_x",
            "20240101000000_b",
            "20240101000000-a",
            "a b",
            "a_b",
            "ab",
            "aB",
            "Ab",
            "b");

    @Test
    void sortsAsLocaleCompareDoes() {
        List<String> names = new ArrayList<>(AS_NODE_SORTS);
        Collections.shuffle(names, new Random(3));
        names.sort(NameOrder.INSTANCE);
        assertThat(names).isEqualTo(AS_NODE_SORTS);
    }

    @Test
    void isATotalOrder() {
        Random random = new Random(7);
        String letters = "aAbB1_-. é$";
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder name = new StringBuilder();
            for (int j = random.nextInt(5); j >= 0; j--) {
                name.append(letters.charAt(random.nextInt(letters.length())));
            }
            names.add(name.toString());
        }
        List<String> sorted = names.stream().sorted(NameOrder.INSTANCE).toList();
        Collections.shuffle(names, random);
        assertThat(names.stream().sorted(NameOrder.INSTANCE).toList()).isEqualTo(sorted);
    }

    @Test
    void lettersWithMarksStandWithTheirBaseLetter() {
        assertThat(List.of("z", "é", "f", "e").stream()
                        .sorted(NameOrder.INSTANCE)
                        .toList())
                .containsExactly("e", "é", "f", "z");
    }
}

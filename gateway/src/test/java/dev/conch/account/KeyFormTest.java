package dev.conch.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;

class KeyFormTest {
    private final KeyForm keys = new KeyForm(new byte[32]);

    @Test
    void a_key_is_a_prefix_43_digits_and_6_of_checksum() {
        assertThat(keys.generate().reveal()).matches("conch_[0-9A-Za-z]{49}");
    }

    @Test
    void no_two_are_alike() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(keys.generate().reveal())).isTrue();
        }
    }

    @Test
    void the_stored_hash_depends_on_the_pepper_and_does_not_show_the_key() {
        var other = new byte[32];
        other[0] = 1;

        assertThat(keys.hash("conch_x"))
                .matches("[0-9a-f]{64}")
                .isEqualTo(keys.hash("conch_x"))
                .isNotEqualTo(new KeyForm(other).hash("conch_x"));
    }

    @Test
    void a_masked_key_shows_four_characters_at_either_end() {
        assertThat(KeyForm.mask("conch_abcdEFGHIJKLMNOPQRSTUVWXYZ1234"))
                .isEqualTo("conch_abcd••••••••1234");
        assertThat(KeyForm.mask("short")).isEqualTo("••••••••");
    }

    @Test
    void a_secret_does_not_print_itself() {
        assertThat(keys.generate().toString()).isEqualTo("[secret]");
    }

    @Test
    void only_a_key_of_our_form_with_wrong_check_digits_is_mistyped() {
        for (var key : List.of(keys.generate().reveal(), keys.generateAdmin().reveal())) {
            var last = key.charAt(key.length() - 1) == 'x' ? "y" : "x";
            assertThat(KeyForm.isMistyped(key)).isFalse();
            assertThat(KeyForm.isMistyped(key.substring(0, key.length() - 1) + last)).isTrue();
            assertThat(KeyForm.isMistyped(key + "0")).isFalse();
        }
        assertThat(KeyForm.isMistyped("conch_a_key_that_somebody_chose")).isFalse();
        assertThat(KeyForm.isMistyped("conch_" + "-".repeat(49))).isFalse();
    }
}

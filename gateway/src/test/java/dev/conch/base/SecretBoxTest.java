package dev.conch.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class SecretBoxTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] OTHER_KEY = new byte[32];

    static {
        Arrays.fill(OTHER_KEY, (byte) 1);
    }

    private final SecretBox box = new SecretBox(KEY);

    @Test
    void what_was_closed_can_be_opened_again_by_a_box_with_the_same_key() {
        var stored = box.close(new Secret("whsec_ü"), "endpoint:1");

        assertThat(new SecretBox(KEY).open(stored, "endpoint:1")).isEqualTo(new Secret("whsec_ü"));
        assertThat(stored).startsWith("v1.66687aad.").doesNotContain("whsec");
    }

    /** Made with Python's cryptography: AESGCM(bytes(32)), nonce 0 to 11, context as below. */
    @Test
    void a_text_that_another_program_closed_by_the_same_rules_opens() {
        var stored = "v1.66687aad.AAECAwQFBgcICQoL_6NAN2Oizrh-CsTtoLQaz_mE16TOigKp";

        assertThat(box.open(stored, "endpoint:we_1").reveal()).isEqualTo("whsec_AA");
    }

    @Test
    void the_same_secret_never_looks_the_same_twice() {
        var secret = new Secret("whsec_1");
        assertThat(box.close(secret, "a")).isNotEqualTo(box.close(secret, "a"));
    }

    @Test
    void a_text_that_was_moved_to_another_row_does_not_open() {
        var stored = box.close(new Secret("whsec_1"), "endpoint:1");

        assertThatThrownBy(() -> box.open(stored, "endpoint:2"))
                .hasMessage("a stored secret was changed or moved");
    }

    @Test
    void a_changed_text_does_not_open_wherever_it_was_changed() {
        var stored = box.close(new Secret("whsec_1"), "a");
        for (int i = stored.lastIndexOf('.') + 1; i < stored.length() - 1; i++) {
            var changed = stored.toCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            assertThatThrownBy(() -> box.open(new String(changed), "a"))
                    .as("changed at %d", i)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_text_of_another_server_key_is_told_from_a_changed_one() {
        var stored = new SecretBox(OTHER_KEY).close(new Secret("whsec_1"), "a");

        assertThatThrownBy(() -> box.open(stored, "a"))
                .hasMessageContaining("was the server key replaced?");
    }

    @Test
    void a_key_of_another_length_is_refused() {
        assertThatThrownBy(() -> new SecretBox(new byte[16])).hasMessageContaining("32 bytes");
    }
}

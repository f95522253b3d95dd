package dev.conch.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.asset.FileLinks.Check;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileLinksTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String NOON_SECONDS = "1795348800";
    private static final Pattern LINK =
            Pattern.compile("/files/a1/video\\.mp4\\?expires=(\\d+)&signature=([A-Za-z0-9_-]{43})");

    private final FileLinks links = new FileLinks(secret(1));

    @Test
    void a_link_is_valid_until_the_second_in_which_it_expires() {
        String signature = signature(NOON);
        assertThat(check("a1", "video.mp4", NOON_SECONDS, signature, NOON.minusMillis(1)))
                .isEqualTo(Check.VALID);
        assertThat(check("a1", "video.mp4", NOON_SECONDS, signature, NOON))
                .isEqualTo(Check.EXPIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "a2, video.mp4, 1795348800",
        "a1, other.mp4, 1795348800",
        "a1, video.mp4, 1795348801",
        "a1, video.mp4, 01795348800",
        "a1, video.mp4, +1795348800",
        "a1, video.mp4, -1",
        "a1, video.mp4, 99999999999999999999",
        "a1, video.mp4, ''",
        "'a1\nvideo.mp4', '', 1795348800",
        "a, 1video.mp4, 1795348800",
        "'', video.mp4, 1795348800",
        "a1, ../video.mp4, 1795348800"
    })
    void a_link_with_any_part_changed_is_forged(String assetId, String fileName, String expires) {
        assertThat(check(assetId, fileName, expires, signature(NOON), NOON.minusSeconds(1)))
                .isEqualTo(Check.FORGED);
    }

    @Test
    void a_signature_with_any_character_changed_is_forged() {
        String signature = signature(NOON);
        for (int i = 0; i < signature.length(); i++) {
            char changed = signature.charAt(i) == 'A' ? 'B' : 'A';
            String forged = signature.substring(0, i) + changed + signature.substring(i + 1);
            assertThat(check("a1", "video.mp4", NOON_SECONDS, forged, NOON.minusSeconds(1)))
                    .isEqualTo(Check.FORGED);
        }
    }

    @Test
    void only_the_one_spelling_of_a_signature_counts() {
        String signature = signature(NOON);
        // the last character carries two bits that decoding would drop
        String twin = signature.substring(0, 42) + (char) (signature.charAt(42) + 1);
        for (String spelling : new String[] {"", signature + "=", signature + "A", twin, "é"}) {
            assertThat(check("a1", "video.mp4", NOON_SECONDS, spelling, NOON.minusSeconds(1)))
                    .isEqualTo(Check.FORGED);
        }
    }

    @Test
    void an_expired_link_of_a_stranger_is_forged_not_expired() {
        String stranger = new FileLinks(secret(2)).sign("a1", "video.mp4", NOON);
        String signature = stranger.substring(stranger.lastIndexOf('=') + 1);
        assertThat(check("a1", "video.mp4", NOON_SECONDS, signature, NOON.plusSeconds(1)))
                .isEqualTo(Check.FORGED);
    }

    @Test
    void the_form_of_a_link_never_changes_so_that_links_survive_an_upgrade() {
        assertThat(links.sign("a1", "video.mp4", NOON))
                .isEqualTo(
                        "/files/a1/video.mp4?expires=1795348800&signature="
                                + "9e9W5xK9bGH_aQfQJjdxB1C_IsTyiWnKQfoBjR036b8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".hidden", "a/b", "a\nb", "a b", "a?b", "é", "%2e"})
    void names_that_do_not_belong_in_a_path_are_not_signed(String fileName) {
        assertThatThrownBy(() -> links.sign("a1", fileName, NOON))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_secret_of_another_length_is_refused() {
        assertThatThrownBy(() -> new FileLinks(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Check check(
            String assetId, String fileName, String expires, String signature, Instant now) {
        return links.verify(assetId, fileName, expires, signature, now);
    }

    private String signature(Instant expiresAt) {
        var link = LINK.matcher(links.sign("a1", "video.mp4", expiresAt));
        assertThat(link.matches()).isTrue();
        return link.group(2);
    }

    private static byte[] secret(int fill) {
        var secret = new byte[FileLinks.SECRET_BYTES];
        Arrays.fill(secret, (byte) fill);
        return secret;
    }
}

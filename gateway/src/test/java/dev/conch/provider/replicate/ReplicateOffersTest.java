package dev.conch.provider.replicate;

import static dev.conch.provider.CarrierWishes.picture;
import static dev.conch.provider.CarrierWishes.text;
import static dev.conch.provider.CarrierWishes.with;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.provider.CarrierWishes;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Options;
import dev.conch.provider.Wish.References;
import dev.conch.provider.http.ErrorTable;
import dev.conch.provider.http.Offers;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What Replicate offers: the tables beside the adapter, and the rules that no table holds. */
class ReplicateOffersTest {
    private static final List<Integer> SIDES = List.of(480, 512, 720, 768, 1080, 1440);
    private static final List<Integer> SECONDS = List.of(5, 6, 7, 9, 10, 11);

    @TempDir Path folder;
    private @Nullable ReplicateProvider replicate;

    @BeforeEach
    void start() {
        replicate =
                ReplicateProvider.of(
                        new UpstreamSettings(
                                "replicate",
                                URI.create("https://api.replicate.com"),
                                new Secret("key"),
                                1,
                                Map.of(),
                                folder),
                        new SettableClock());
    }

    private Optional<String> objection(Wish wish) {
        return Objects.requireNonNull(replicate).objection(wish);
    }

    private Wish wish(String model, String mode, int side, int seconds) {
        var image = picture(folder, 9, null);
        return CarrierWishes.of(
                model,
                side,
                seconds,
                mode.equals("text") || mode.equals("last") ? null : image,
                mode.equals("both") || mode.equals("last") ? image : null);
    }

    /** Written out by hand: all that any combination of size and duration makes. */
    @ParameterizedTest
    @CsvSource({
        "minimax/hailuo-02,text,768x6 768x10 1080x6",
        "minimax/hailuo-02,first,512x6 768x6 768x10 1080x6",
        "minimax/hailuo-02,both,768x6 768x10 1080x6",
        "minimax/hailuo-02,last,",
        "minimax/hailuo-2.3,text,768x6 768x10 1080x6",
        "minimax/hailuo-2.3,first,768x6 768x10 1080x6",
        "minimax/hailuo-2.3,both,",
        "minimax/hailuo-2.3-fast,text,",
        "minimax/hailuo-2.3-fast,first,768x6 768x10 1080x6",
        "minimax/hailuo-2.3-fast,both,",
        "minimax/video-01,text,"
    })
    void exactly_this_is_offered(String model, String mode, @Nullable String expected) {
        var made = new ArrayList<String>();
        for (int side : SIDES) {
            for (int seconds : SECONDS) {
                if (objection(wish(model, mode, side, seconds)).isEmpty()) {
                    made.add(side + "x" + seconds);
                }
            }
        }
        assertThat(String.join(" ", made)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void every_model_is_tried_above_and_none_has_a_known_price() {
        assertThat(Offers.beside(ReplicateProvider.class).models())
                .containsExactly(
                        "minimax/hailuo-02", "minimax/hailuo-2.3", "minimax/hailuo-2.3-fast");
        assertThat(Objects.requireNonNull(replicate).listPrice(text("minimax/hailuo-2.3", 768, 6)))
                .isEmpty();
    }

    @Test
    void watermarks_and_aspect_ratios_cannot_be_had() {
        var wish = text("minimax/hailuo-2.3", 768, 6);
        assertThat(objection(with(wish, new Options(null, null, true, null, References.NONE))))
                .isPresent();
        assertThat(objection(with(wish, new Options(null, null, false, "16:9", References.NONE))))
                .isPresent();
        assertThat(objection(with(wish, new Options(true, false, false, null, References.NONE))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http-400,USER",
        "http-401,ACCOUNT",
        "http-402,ACCOUNT",
        "http-403,ACCOUNT",
        "http-404,SERVER",
        "http-413,USER",
        "http-422,USER",
        "http-429,THROTTLE",
        "E005,CONTENT",
        "new_sensitive,CONTENT",
        "E1000,SERVER",
        "E1001,SERVER",
        "E4875,SERVER",
        "E6716,SERVER"
    })
    void an_error_is_of_its_class(String code, String expected) {
        assertThat(ErrorTable.beside(ReplicateProvider.class, "Replicate").find(code))
                .hasValueSatisfying(found -> assertThat(found).hasToString(expected));
    }
}

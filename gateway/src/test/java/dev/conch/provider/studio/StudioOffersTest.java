package dev.conch.provider.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.Wish;
import dev.conch.provider.Wishes;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/** What the studio makes, and what it says to the rest. */
class StudioOffersTest {
    @TempDir private Path folder;

    private Wish.Picture picture() {
        return Wishes.picture(folder, "pixels", null);
    }

    private static Wish shaped(Wish wish, @Nullable String ratio, Wish.References references) {
        return Wishes.with(wish, new Wish.Options(null, null, false, ratio, references));
    }

    @ParameterizedTest
    @CsvSource({
        "768, 16:9, 1366, 768",
        "1440, 16:9, 2560, 1440",
        "1440, 21:9, 3360, 1440",
        "1440, 4:3, 1920, 1440",
        "1440, 1:1, 1440, 1440",
        "1440, 3:4, 1440, 1920",
        "1440, 9:16, 1440, 2560",
        "768, 21:9, 1792, 768",
        "768, 9:16, 768, 1366"
    })
    void a_text_is_drawn_in_the_shape_that_was_asked(
            int shortSide, String ratio, int width, int height) {
        assertThat(FrameSize.ofText(shortSide, ratio)).isEqualTo(new FrameSize(width, height));
        assertThat(
                        StudioProvider.objectionTo(
                                shaped(
                                        Wishes.text("minimax-h3", 15, shortSide),
                                        ratio,
                                        Wish.References.NONE)))
                .isEmpty();
    }

    @Test
    void what_it_cannot_make_is_refused_with_what_it_can() {
        var text = Wishes.text("minimax-h3", 6, 768);
        var images = new Wish.References(List.of(picture()), List.of(), List.of());
        var videos = new Wish.References(List.of(), List.of("https://a.example/v"), List.of());

        for (var references : List.of(images, videos)) {
            assertThat(StudioProvider.objectionTo(shaped(text, null, references)))
                    .hasValue(
                            "The studio makes videos from text, or from a first frame: it cannot"
                                    + " model one on reference images, videos or sounds");
        }
        assertThat(StudioProvider.objectionTo(Wishes.of("minimax-h3", 6, 768, null, picture())))
                .hasValue("The studio needs a first frame where there is a last one");
        assertThat(StudioProvider.objectionTo(shaped(text, "adaptive", Wish.References.NONE)))
                .hasValueSatisfying(rule -> assertThat(rule).endsWith("not adaptive"));
        assertThat(
                        StudioProvider.objectionTo(
                                Wishes.of("minimax-h3", 6, 768, picture(), picture())))
                .isEmpty();
    }
}

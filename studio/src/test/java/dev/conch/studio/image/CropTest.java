package dev.conch.studio.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CropTest {
    @Test
    void a_picture_that_fits_is_left_as_it_is() {
        Rgb picture = TestPictures.landscape(320, 180);
        assertThat(Crop.toFill(picture, 320, 180)).isSameAs(picture);
    }

    @ParameterizedTest
    @CsvSource({"640,640,320,180", "1000,300,300,300", "256,256,912,512", "300,500,64,128"})
    void flat_color_stays_flat(int width, int height, int toWidth, int toHeight) {
        Rgb flat = Rgb.black(width, height);
        java.util.Arrays.fill(flat.data(), (byte) 123);
        Rgb filled = Crop.toFill(flat, toWidth, toHeight);
        assertThat(filled.width()).isEqualTo(toWidth);
        assertThat(filled.height()).isEqualTo(toHeight);
        assertThat(filled.data()).containsOnly((byte) 123);
    }

    @Test
    void the_middle_is_kept() {
        Rgb wide = Rgb.black(600, 300);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 600; x++) {
                wide.data()[(y * 600 + x) * 3] = (byte) (x < 150 || x >= 450 ? 255 : 40);
            }
        }
        Rgb filled = Crop.toFill(wide, 100, 100);
        for (int i = 3; i < 97; i++) {
            assertThat(filled.data()[(50 * 100 + i) * 3] & 255).as("column %d", i).isEqualTo(40);
        }
    }

    @Test
    void the_picture_does_not_shift_when_it_is_made_smaller() {
        Rgb large = TestPictures.landscape(1280, 720);
        Rgb small = Crop.toFill(large, 320, 180);
        Rgb mean = Rgb.black(320, 180);
        for (int i = 0; i < mean.data().length; i++) {
            int c = i % 3;
            int x = i / 3 % 320;
            int y = i / 3 / 320;
            int sum = 0;
            for (int k = 0; k < 16; k++) {
                int at = ((y * 4 + k / 4) * 1280 + x * 4 + k % 4) * 3 + c;
                sum += large.data()[at] & 255;
            }
            mean.data()[i] = (byte) (sum / 16);
        }
        assertThat(TestPictures.psnr(small.data(), mean.data())).isGreaterThan(34);
    }

    @Test
    void conversion_to_video_and_back_keeps_flat_colors() {
        Rgb flat = Rgb.black(16, 16);
        for (int i = 0; i < flat.data().length; i++) {
            flat.data()[i] = (byte) new int[] {200, 90, 30}[i % 3];
        }
        Rgb back = Yuv420.fromRgb(flat).toRgb();
        assertThat(TestPictures.maxDifference(back.data(), flat.data())).isLessThanOrEqualTo(2);
    }
}

package dev.conch.studio.animate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.studio.animate.ImageAnimator.Way;
import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.TestPictures;
import dev.conch.studio.image.Yuv420;
import dev.conch.studio.scene.Clip;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageAnimatorTest {
    private static final Clip CLIP = new Clip(320, 180, 24, 48);
    private static final Rgb PICTURE = TestPictures.landscape(320, 180);

    @ParameterizedTest
    @EnumSource
    void the_first_frame_is_the_picture_and_then_the_camera_moves_smoothly(CameraMove move) {
        var animator = ImageAnimator.of(PICTURE, new Move(List.of(List.of(move))), CLIP);
        Yuv420 before = animator.frame(0);
        assertThat(before.data()).isEqualTo(Yuv420.fromRgb(PICTURE).data());
        double greatest = 0;
        double sum = 0;
        for (int i = 1; i < CLIP.frames(); i++) {
            Yuv420 frame = animator.frame(i);
            double change = meanChange(before, frame);
            if (move != CameraMove.STATIC) {
                assertThat(change).as("change at frame %d", i).isGreaterThan(0);
            }
            greatest = Math.max(greatest, change);
            sum += change;
            before = frame;
        }
        double mean = sum / (CLIP.frames() - 1);
        assertThat(greatest).isLessThanOrEqualTo(move == CameraMove.SHAKE ? mean * 4 : mean * 2.2);
    }

    @ParameterizedTest
    @EnumSource
    void no_move_looks_beyond_the_picture(CameraMove move) {
        View view = new Move(List.of(List.of(move))).at(0.77);
        View.Lens lens = view.lens();
        for (double depth : new double[] {0, 0.3, 1}) {
            for (int edge = -1; edge <= 1; edge += 2) {
                double right = edge * lens.scaleAt(depth) + lens.rightAt(depth);
                double down = edge * lens.scaleAt(depth) + lens.downAt(depth);
                assertThat(Math.max(Math.abs(right), Math.abs(down))).isLessThan(1 + 1e-9);
            }
        }
    }

    @Test
    void steps_follow_one_another_and_opposite_ones_undo_each_other() {
        var move = new Move(List.of(List.of(CameraMove.PAN_LEFT), List.of(CameraMove.PAN_RIGHT)));
        assertThat(move.at(0.5)).isEqualTo(CameraMove.PAN_LEFT.view());
        assertThat(move.at(1)).isEqualTo(View.STILL);
    }

    @Test
    void a_push_in_magnifies_the_middle() {
        Rgb dot = Rgb.black(320, 180);
        for (int y = 80; y < 100; y++) {
            java.util.Arrays.fill(dot.data(), (y * 320 + 150) * 3, (y * 320 + 170) * 3, (byte) 255);
        }
        var animator = ImageAnimator.of(dot, Move.DEFAULT, CLIP);
        assertThat(bright(animator.frame(47))).isGreaterThan(bright(animator.frame(0)) * 1.1);
    }

    @Test
    void a_picture_of_another_shape_is_cropped_not_stretched() {
        Rgb large = TestPictures.landscape(700, 700);
        var animator = ImageAnimator.of(large, Move.DEFAULT, CLIP);
        Rgb cropped = dev.conch.studio.image.Crop.toFill(large, 320, 180);
        assertThat(animator.frame(0).data()).isEqualTo(Yuv420.fromRgb(cropped).data());
    }

    @Test
    void two_views_of_one_scene_are_morphed_with_both_ends_exact() {
        Rgb wide = TestPictures.landscape(352, 180);
        Rgb first = window(wide, 0);
        Rgb last = window(wide, 24);
        var animator = ImageAnimator.between(first, last, Move.DEFAULT, CLIP);
        assertThat(animator.way()).isEqualTo(Way.MORPH);
        assertThat(animator.frame(0).data()).isEqualTo(Yuv420.fromRgb(first).data());
        assertThat(animator.frame(47).data()).isEqualTo(Yuv420.fromRgb(last).data());
        // Halfway in time the window has moved halfway, which no dissolve would show.
        double sofar = Move.ease(23 / 47.0) * 24;
        Yuv420 middle = Yuv420.fromRgb(window(wide, (int) Math.round(sofar)));
        assertThat(TestPictures.psnr(animator.frame(23).data(), middle.data())).isGreaterThan(28);
        assertMoving(animator);
    }

    @Test
    void a_thing_that_jumps_does_not_tear_the_scene_around_it() {
        Rgb last = TestPictures.landscape(320, 180, 0.62, 0.55);
        var animator = ImageAnimator.between(PICTURE, last, Move.DEFAULT, CLIP);
        assertThat(animator.way()).isEqualTo(Way.MORPH);
        byte[] start = animator.frame(0).data();
        byte[] middle = animator.frame(23).data();
        for (int i = 0; i < 320 * 40; i++) { // the sky above
            assertThat(Math.abs((middle[i] & 255) - (start[i] & 255))).isLessThan(4);
        }
        assertMoving(animator);
    }

    @Test
    void pictures_with_nothing_in_common_are_dissolved_with_both_ends_exact() {
        Rgb last = Rgb.black(320, 180);
        for (int i = 0; i < last.data().length; i++) {
            last.data()[i] = (byte) (128 + 100 * Math.sin(i * i * 0.37));
        }
        var animator = ImageAnimator.between(PICTURE, last, Move.DEFAULT, CLIP);
        assertThat(animator.way()).isEqualTo(Way.DISSOLVE);
        assertThat(animator.frame(0).data()).isEqualTo(Yuv420.fromRgb(PICTURE).data());
        assertThat(animator.frame(47).data()).isEqualTo(Yuv420.fromRgb(last).data());
        assertMoving(animator);
    }

    @Test
    void from_a_picture_to_itself_the_camera_goes_and_returns() {
        var animator = ImageAnimator.between(PICTURE, PICTURE, Move.DEFAULT, CLIP);
        assertThat(animator.way()).isEqualTo(Way.RETURN);
        assertThat(animator.frame(47).data()).isEqualTo(animator.frame(0).data());
        assertThat(meanChange(animator.frame(0), animator.frame(24))).isGreaterThan(1);
    }

    @Test
    void a_clip_of_one_frame_is_the_picture() {
        var animator = ImageAnimator.of(PICTURE, Move.DEFAULT, new Clip(320, 180, 24, 1));
        assertThat(animator.frame(0).data()).isEqualTo(Yuv420.fromRgb(PICTURE).data());
    }

    private static void assertMoving(ImageAnimator animator) {
        for (int i = 1; i < animator.frames(); i++) {
            assertThat(meanChange(animator.frame(i - 1), animator.frame(i)))
                    .as("change at frame %d", i)
                    .isGreaterThan(0);
        }
    }

    private static Rgb window(Rgb wide, int left) {
        Rgb out = Rgb.black(320, 180);
        for (int y = 0; y < 180; y++) {
            int from = (y * wide.width() + left) * 3;
            System.arraycopy(wide.data(), from, out.data(), y * 960, 960);
        }
        return out;
    }

    private static double meanChange(Yuv420 a, Yuv420 b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            sum += Math.abs((a.data()[i] & 255) - (b.data()[i] & 255));
        }
        return sum / a.data().length;
    }

    private static double bright(Yuv420 frame) {
        int count = 0;
        for (int i = 0; i < 320 * 180; i++) {
            count += (frame.data()[i] & 255) > 125 ? 1 : 0;
        }
        return count;
    }
}

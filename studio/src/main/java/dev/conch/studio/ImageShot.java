package dev.conch.studio;

import dev.conch.studio.animate.ImageAnimator;
import dev.conch.studio.animate.ImageAnimator.Way;
import dev.conch.studio.animate.MoveReader;
import dev.conch.studio.image.ImageReader;
import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.Yuv420;
import dev.conch.studio.scene.Interpretation;
import dev.conch.studio.scene.Interpretation.Approximation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/** Image-to-video: a job's pictures, animated. */
final class ImageShot implements Shot {
    private final ImageAnimator animator;
    private final Interpretation interpretation;

    private ImageShot(ImageAnimator animator, Interpretation interpretation) {
        this.animator = animator;
        this.interpretation = interpretation;
    }

    static ImageShot open(RenderJob job, Path firstFrame) {
        MoveReader.Reading reading = MoveReader.read(job.prompt());
        Rgb first = read("first frame", firstFrame);
        Path lastFrame = job.lastFrame();
        var animator =
                lastFrame == null
                        ? ImageAnimator.of(first, reading.move(), job.clip())
                        : ImageAnimator.between(
                                first, read("last frame", lastFrame), reading.move(), job.clip());
        return new ImageShot(animator, told(reading.interpretation(), animator.way()));
    }

    @Override
    public Yuv420 frame(int index) {
        return animator.frame(index);
    }

    @Override
    public Interpretation interpretation() {
        return interpretation;
    }

    @Override
    public int posterFrame() {
        return 0;
    }

    @Override
    public boolean parallel() {
        return true;
    }

    @Override
    public Optional<String> scene() {
        return Optional.empty();
    }

    @Override
    public void close() {}

    private static Rgb read(String which, Path file) {
        try {
            return ImageReader.read(Files.readAllBytes(file));
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(which + ": " + refused.getMessage(), refused);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the " + which, failed);
        }
    }

    /** Adds how the way from the first picture to the last was found. */
    private static Interpretation told(Interpretation read, Way way) {
        String between =
                switch (way) {
                    case CAMERA -> "";
                    case RETURN ->
                            "the camera's move and its way back, as both pictures are the same";
                    case MORPH ->
                            "a morph along the optical flow between both pictures, without a camera move";
                    case DISSOLVE ->
                            "a cross-dissolve with a camera move, as the pictures differ too much to morph";
                };
        if (between.isEmpty()) {
            return read;
        }
        var approximated = new ArrayList<>(read.approximated());
        var understood = new ArrayList<>(read.understood());
        if (way == Way.MORPH) { // the pictures alone say how the view changes
            approximated.clear();
            understood.clear();
        }
        approximated.add(new Approximation("(first to last frame)", between));
        var ignored = new ArrayList<>(read.ignored());
        if (way == Way.MORPH) {
            ignored.addAll(read.understood());
            read.approximated().stream()
                    .map(Approximation::word)
                    .filter(word -> !word.startsWith("("))
                    .forEach(ignored::add);
        }
        return new Interpretation(read.engine(), understood, approximated, ignored);
    }
}

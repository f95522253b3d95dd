package dev.conch.studio.animate;

import dev.conch.studio.image.Crop;
import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.Yuv420;
import dev.conch.studio.scene.Clip;
import java.util.Arrays;

/**
 * A video from one picture, or from a first and a last.
 *
 * <p>The first frame is the first picture, cropped to the frame, to the last bit; so is the last
 * frame the last picture. Frames are independent of each other and may be drawn by several threads
 * at once.
 */
public final class ImageAnimator {
    /** Below this the two pictures do not show the same things, and a morph would smear. */
    private static final double ENOUGH_CONFIDENCE = 0.55;

    /** How the frames come from the pictures. */
    public enum Way {
        /** The camera moves through the one picture. */
        CAMERA,
        /** The camera moves and comes back, since first and last picture are the same. */
        RETURN,
        /** The first picture's things move to where the last picture has them. */
        MORPH,
        /** The first picture fades into the last while the camera moves through both. */
        DISSOLVE
    }

    private final Clip clip;
    private final Move move;
    private final Way way;
    private final Still first;
    private final Still last;
    private final Flow.Pair flow;

    /** A picture of the frame's size and how near its places are. */
    private record Still(Yuv420 picture, Field depth) {
        static Still of(Rgb picture) {
            return new Still(Yuv420.fromRgb(picture), Depth.of(picture));
        }
    }

    private ImageAnimator(Clip clip, Move move, Way way, Still first, Still last, Flow.Pair flow) {
        this.clip = clip;
        this.move = move;
        this.way = way;
        this.first = first;
        this.last = last;
        this.flow = flow;
    }

    /** The camera moves through one picture. */
    public static ImageAnimator of(Rgb picture, Move move, Clip clip) {
        var still = Still.of(Crop.toFill(picture, clip.width(), clip.height()));
        return new ImageAnimator(clip, move, Way.CAMERA, still, still, Flow.Pair.NONE);
    }

    /** From one picture to another. */
    public static ImageAnimator between(Rgb first, Rgb last, Move move, Clip clip) {
        Rgb from = Crop.toFill(first, clip.width(), clip.height());
        Rgb to = Crop.toFill(last, clip.width(), clip.height());
        var start = Still.of(from);
        if (Arrays.equals(from.data(), to.data())) {
            return new ImageAnimator(clip, move, Way.RETURN, start, start, Flow.Pair.NONE);
        }
        Flow.Pair flow = Flow.between(from, to);
        Way way = flow.confidence() >= ENOUGH_CONFIDENCE ? Way.MORPH : Way.DISSOLVE;
        return new ImageAnimator(clip, move, way, start, Still.of(to), flow);
    }

    public int frames() {
        return clip.frames();
    }

    public Way way() {
        return way;
    }

    /** How well the two pictures' things could be matched, 0 to 1. */
    public double confidence() {
        return flow.confidence();
    }

    /** Draws a frame, counted from 0. */
    public Yuv420 frame(int index) {
        if (index < 0 || index >= clip.frames()) {
            throw new IndexOutOfBoundsException(index);
        }
        if (index == 0) {
            return first.picture;
        }
        boolean atEnd = index == clip.frames() - 1;
        if (atEnd && way != Way.CAMERA) {
            return last.picture;
        }
        double part = (double) index / (clip.frames() - 1);
        return switch (way) {
            case CAMERA -> seen(first, move.at(part));
            case RETURN -> seen(first, move.at(1 - Math.abs(2 * part - 1)));
            case MORPH -> morphed(part);
            case DISSOLVE -> dissolved(part);
        };
    }

    private Yuv420 seen(Still still, View view) {
        if (view.equals(View.STILL)) {
            return still.picture;
        }
        View.Lens lens = view.lens();
        double middleX = (clip.width() - 1) / 2.0;
        double middleY = (clip.height() - 1) / 2.0;
        var warp =
                new Warp(
                        clip.width(),
                        clip.height(),
                        (x, y, source) -> {
                            double px = x / middleX - 1;
                            double py = y / middleY - 1;
                            double sx = px;
                            double sy = py;
                            // The depth that counts is the source's, so look there and correct.
                            for (int i = 0; i < 3; i++) {
                                double d = depthAt(still.depth, sx, sy);
                                sx = px * lens.scaleAt(d) + lens.rightAt(d);
                                sy = py * lens.scaleAt(d) + lens.downAt(d);
                            }
                            source[0] = (sx + 1) * middleX;
                            source[1] = (sy + 1) * middleY;
                        });
        return warp.apply(still.picture);
    }

    private static double depthAt(Field depth, double sx, double sy) {
        return depth.sample(
                (sx + 1) / 2 * (depth.width() - 1), (sy + 1) / 2 * (depth.height() - 1));
    }

    /**
     * Both pictures pulled along the flow to the same moment. The change from one to the other is
     * mostly in the middle, where it is short, but begins at once, as things may not move at all.
     */
    private Yuv420 morphed(double part) {
        double time = Move.ease(part);
        Yuv420 a = pulled(first.picture, flow.forth(), time);
        Yuv420 b = pulled(last.picture, flow.back(), 1 - time);
        return mixed(a, b, 0.4 * part + 0.6 * smoothStep((part - 0.2) / 0.6));
    }

    private Yuv420 pulled(Yuv420 picture, Flow way, double part) {
        Field right = way.right();
        double gridX = (double) clip.width() / right.width();
        double gridY = (double) clip.height() / right.height();
        var warp =
                new Warp(
                        clip.width(),
                        clip.height(),
                        (x, y, source) -> {
                            double px = (x + 0.5) / gridX - 0.5;
                            double py = (y + 0.5) / gridY - 0.5;
                            double sx = px;
                            double sy = py;
                            // Flow starts at the source: find the place that arrives here.
                            for (int i = 0; i < 5; i++) {
                                double dx = right.sample(sx, sy);
                                double dy = way.down().sample(sx, sy);
                                sx = px - part * dx;
                                sy = py - part * dy;
                            }
                            source[0] = (sx + 0.5) * gridX - 0.5;
                            source[1] = (sy + 0.5) * gridY - 0.5;
                        });
        return warp.apply(picture);
    }

    private Yuv420 dissolved(double part) {
        View view = move.at(part);
        Yuv420 a = seen(first, view);
        Yuv420 b = seen(last, view.plus(move.at(1), -1));
        return mixed(a, b, smoothStep(part));
    }

    /** Rounded mean with weights; 0 gives a, 1 gives b. */
    private static Yuv420 mixed(Yuv420 a, Yuv420 b, double share) {
        int weight = (int) Math.round(share * 65536);
        var out = new byte[a.data().length];
        for (int i = 0; i < out.length; i++) {
            int from = a.data()[i] & 255;
            int to = b.data()[i] & 255;
            out[i] = (byte) ((from * (65536 - weight) + to * weight + 32768) >> 16);
        }
        return new Yuv420(a.width(), a.height(), out);
    }

    private static double smoothStep(double t) {
        double x = Math.clamp(t, 0, 1);
        return x * x * (3 - 2 * x);
    }
}

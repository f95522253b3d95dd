package dev.conch.studio.animate;

import dev.conch.studio.image.Crop;
import dev.conch.studio.image.Rgb;

/**
 * A guess at how near each place of a picture is: 0 far, 1 near.
 *
 * <p>Two rules of thumb: what is lower is nearer (the ground comes towards us), and what differs
 * from the picture's edges in color, and lies towards the middle, is the subject in front. Blurred,
 * so that moving the camera bends the picture softly and opens no holes.
 */
final class Depth {
    private static final int SHORT_SIDE = 90;

    private Depth() {}

    static Field of(Rgb picture) {
        double scale = (double) SHORT_SIDE / Math.min(picture.width(), picture.height());
        int width = Math.max(2, (int) Math.round(picture.width() * scale));
        int height = Math.max(2, (int) Math.round(picture.height() * scale));
        Field subject = subject(Crop.toFill(picture, width, height));
        var depth = new Field(width, height);
        for (int y = 0; y < height; y++) {
            float ground = 0.6f * y / (height - 1);
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                depth.values()[i] = ground + (1 - ground) * 0.9f * subject.values()[i];
            }
        }
        return stretched(depth.blurred(SHORT_SIDE / 11));
    }

    /** Color distance to the row's edges, weighed towards the middle; greatest 1. */
    private static Field subject(Rgb small) {
        var channels = new Field[3];
        for (int c = 0; c < 3; c++) {
            channels[c] = Field.channel(small, c).blurred(1);
        }
        int width = small.width();
        int height = small.height();
        int margin = Math.max(1, width / 16);
        var out = new Field(width, height);
        float max = 1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double distance = 0;
                for (Field channel : channels) {
                    double left = channel.at(x, y) - channel.at(margin, y);
                    double right = channel.at(x, y) - channel.at(width - 1 - margin, y);
                    distance += Math.min(left * left, right * right);
                }
                double dx = (x - width / 2.0) / (width * 0.38);
                double dy = (y - height * 0.55) / (height * 0.42);
                float value = (float) (Math.sqrt(distance) * Math.exp(-dx * dx - dy * dy));
                out.values()[y * width + x] = value;
                max = Math.max(max, value);
            }
        }
        return saturated(out.blurred(3), Math.max(24, max * 0.6f));
    }

    /** From 0 at the farthest place to 1 at the nearest. */
    private static Field stretched(Field field) {
        float least = Float.MAX_VALUE;
        float most = 0;
        for (float value : field.values()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        var out = new Field(field.width(), field.height());
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = (field.values()[i] - least) / (most - least);
        }
        return out;
    }

    private static Field saturated(Field field, float full) {
        var out = new Field(field.width(), field.height());
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = Math.min(1, field.values()[i] / full);
        }
        return out;
    }
}

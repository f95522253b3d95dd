package dev.conch.studio.animate;

import dev.conch.studio.image.Rgb;

/** A small grid of numbers laid over a picture: brightness, depth, or one part of a motion. */
record Field(int width, int height, float[] values) {
    Field(int width, int height) {
        this(width, height, new float[width * height]);
    }

    float at(int x, int y) {
        return values[Math.clamp(y, 0, height - 1) * width + Math.clamp(x, 0, width - 1)];
    }

    /** Bilinear; outside the grid its edge goes on. */
    float sample(double x, double y) {
        double cx = Math.clamp(x, 0.0, width - 1.0);
        double cy = Math.clamp(y, 0.0, height - 1.0);
        int left = Math.min((int) cx, width - 2);
        int top = Math.min((int) cy, height - 2);
        float fx = (float) (cx - left);
        float fy = (float) (cy - top);
        int i = top * width + left;
        float upper = values[i] + fx * (values[i + 1] - values[i]);
        float lower = values[i + width] + fx * (values[i + width + 1] - values[i + width]);
        return upper + fy * (lower - upper);
    }

    /** The same field on a grid of another size. */
    Field resized(int newWidth, int newHeight) {
        var out = new Field(newWidth, newHeight);
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                out.values[y * newWidth + x] =
                        sample(
                                (x + 0.5) * width / newWidth - 0.5,
                                (y + 0.5) * height / newHeight - 0.5);
            }
        }
        return out;
    }

    Field times(float factor) {
        var out = new Field(width, height);
        for (int i = 0; i < values.length; i++) {
            out.values[i] = values[i] * factor;
        }
        return out;
    }

    /** Three box blurs, near to a Gaussian with a standard deviation of about {@code radius}. */
    Field blurred(int radius) {
        Field out = this;
        for (int pass = 0; pass < 3 && radius > 0; pass++) {
            out = out.boxed(radius, 1, 0).boxed(radius, 0, 1);
        }
        return out;
    }

    private Field boxed(int radius, int stepX, int stepY) {
        var out = new Field(width, height);
        int length = stepX == 1 ? width : height;
        int lines = stepX == 1 ? height : width;
        float part = 1f / (2 * radius + 1);
        for (int line = 0; line < lines; line++) {
            double sum = 0;
            for (int i = -radius; i <= radius; i++) {
                sum += at(i * stepX + line * stepY, i * stepY + line * stepX);
            }
            for (int i = 0; i < length; i++) {
                int x = i * stepX + line * stepY;
                int y = i * stepY + line * stepX;
                out.values[y * width + x] = (float) (sum * part);
                sum += at(x + (radius + 1) * stepX, y + (radius + 1) * stepY);
                sum -= at(x - radius * stepX, y - radius * stepY);
            }
        }
        return out;
    }

    /** One channel of a picture, 0 red to 2 blue. */
    static Field channel(Rgb picture, int channel) {
        var out = new Field(picture.width(), picture.height());
        for (int i = 0; i < out.values.length; i++) {
            out.values[i] = picture.data()[i * 3 + channel] & 255;
        }
        return out;
    }
}

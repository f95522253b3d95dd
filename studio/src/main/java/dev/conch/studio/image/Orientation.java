package dev.conch.studio.image;

/** Turns a picture as its camera's EXIF orientation says. */
final class Orientation {
    private Orientation() {}

    /**
     * Returns the picture as it should be seen.
     *
     * @param orientation 1 as is, 2 mirrored, 3 half turn, 4 mirrored half turn, 5 transposed, 6
     *     stored a quarter turn left, 7 transposed the other way, 8 stored a quarter turn right
     */
    static Rgb upright(Rgb stored, int orientation) {
        if (orientation == 1) {
            return stored;
        }
        int w = stored.width();
        int h = stored.height();
        boolean turned = orientation >= 5;
        Rgb out = turned ? Rgb.black(h, w) : Rgb.black(w, h);
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                int fromX =
                        switch (orientation) {
                            case 2, 3 -> w - 1 - x;
                            case 4 -> x;
                            case 5, 6 -> y;
                            default -> w - 1 - y;
                        };
                int fromY =
                        switch (orientation) {
                            case 2 -> y;
                            case 3, 4 -> h - 1 - y;
                            case 5, 8 -> x;
                            default -> h - 1 - x;
                        };
                int from = (fromY * w + fromX) * 3;
                System.arraycopy(stored.data(), from, out.data(), (y * out.width() + x) * 3, 3);
            }
        }
        return out;
    }
}

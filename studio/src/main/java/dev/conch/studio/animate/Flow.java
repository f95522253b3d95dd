package dev.conch.studio.animate;

import dev.conch.studio.image.Crop;
import dev.conch.studio.image.Rgb;
import java.util.concurrent.CancellationException;

/**
 * How a picture's places move to become another's: dense, smooth optical flow on a small grid.
 *
 * <p>Coarse to fine; at each size the brightness-constancy equations of the three colors are solved
 * together with smoothness across neighbors (Horn and Schunck's energy), with robust weights on
 * both and a median after each step against outliers. Then measured both ways: where there and back
 * do not meet, or the colors do not agree, the place is filled from sure neighbors.
 *
 * @param right grid cells to the right
 * @param down grid cells downwards
 */
record Flow(Field right, Field down) {
    static final int SHORT_SIDE = 160;

    /** Both directions, and how far they can be believed, 0 to 1. */
    record Pair(Flow forth, Flow back, double confidence) {
        /** For pictures that need no flow. */
        static final Pair NONE = new Pair(still(), still(), 1);

        private static Flow still() {
            return new Flow(new Field(2, 2), new Field(2, 2));
        }
    }

    /** Measures the flow between two pictures of one size. */
    static Pair between(Rgb a, Rgb b) {
        Levels first = Levels.of(a);
        Levels second = Levels.of(b);
        Flow forth = solve(first, second);
        Flow back = solve(second, first);
        Field sureForth = forth.confidence(back, first.finest(), second.finest());
        Field sureBack = back.confidence(forth, second.finest(), first.finest());
        double confidence = (mean(sureForth) + mean(sureBack)) / 2;
        return new Pair(forth.filled(sureForth), back.filled(sureBack), confidence);
    }

    /** The three colors at one size. */
    private record Level(Field[] colors) {
        int width() {
            return colors[0].width();
        }

        int height() {
            return colors[0].height();
        }
    }

    /** From the smallest size to the largest. */
    private record Levels(Level[] levels) {
        static Levels of(Rgb picture) {
            int small = Math.min(picture.width(), picture.height());
            int steps = 6;
            var levels = new Level[steps];
            for (int i = 0; i < steps; i++) {
                double side = SHORT_SIDE * Math.pow(0.6, steps - 1 - i);
                int width = Math.max(4, (int) Math.round(picture.width() * side / small));
                int height = Math.max(4, (int) Math.round(picture.height() * side / small));
                Rgb scaled = Crop.toFill(picture, width, height);
                var colors = new Field[3];
                for (int c = 0; c < 3; c++) {
                    colors[c] = Field.channel(scaled, c).blurred(i == steps - 1 ? 1 : 0);
                }
                levels[i] = new Level(colors);
            }
            return new Levels(levels);
        }

        Level finest() {
            return levels[levels.length - 1];
        }
    }

    private static Flow solve(Levels from, Levels to) {
        Level smallest = from.levels[0];
        Flow flow =
                new Flow(
                        new Field(smallest.width(), smallest.height()),
                        new Field(smallest.width(), smallest.height()));
        for (int i = 0; i < from.levels.length; i++) {
            Level a = from.levels[i];
            float growX = (float) a.width() / flow.right.width();
            float growY = (float) a.height() / flow.down.height();
            flow =
                    new Flow(
                            flow.right.resized(a.width(), a.height()).times(growX),
                            flow.down.resized(a.width(), a.height()).times(growY));
            for (int warp = 0; warp < 5; warp++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("the render was canceled");
                }
                flow = new FlowStep(a.colors, to.levels[i].colors, flow).solve();
            }
        }
        return flow;
    }

    /** Near 1 where going forth and back meets and the colors agree; 0 where the way is lost. */
    private Field confidence(Flow back, Level a, Level b) {
        var out = new Field(right.width(), right.height());
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                int i = y * out.width() + x;
                double toX = x + right.values()[i];
                double toY = y + down.values()[i];
                double missX = right.values()[i] + back.right.sample(toX, toY);
                double missY = down.values()[i] + back.down.sample(toX, toY);
                double colors = 0;
                for (int c = 0; c < 3; c++) {
                    double difference = a.colors[c].values()[i] - b.colors[c].sample(toX, toY);
                    colors += difference * difference;
                }
                boolean outside =
                        toX < -0.5 || toY < -0.5 || toX > out.width() || toY > out.height();
                double misses = (missX * missX + missY * missY) / (2 * 1.2 * 1.2);
                out.values()[i] =
                        outside ? 0 : (float) Math.exp(-misses - colors / (3 * 28.0 * 28.0));
            }
        }
        return out;
    }

    /**
     * Sure places as they are, others by their sure neighbors: near ones first, then far ones. A
     * sure place in unsure surroundings is not believed: half of a thing that moves tears it.
     */
    private Flow filled(Field sure) {
        Field surroundings = sure.blurred(SHORT_SIDE / 20);
        Field weight = new Field(sure.width(), sure.height());
        for (int i = 0; i < weight.values().length; i++) {
            float belief = sure.values()[i] * square(surroundings.values()[i]);
            weight.values()[i] = square(belief) + 1e-4f;
        }
        return new Flow(fill(right, weight), fill(down, weight));
    }

    private static float square(float value) {
        return value * value;
    }

    private static Field fill(Field field, Field weight) {
        var weighed = new Field(field.width(), field.height());
        for (int i = 0; i < weighed.values().length; i++) {
            weighed.values()[i] = field.values()[i] * weight.values()[i];
        }
        var out = new Field(field.width(), field.height());
        int[] radii = {24, 10, 5, 3};
        for (int radius : radii) {
            Field sum = weighed.blurred(radius);
            Field total = weight.blurred(radius);
            for (int i = 0; i < out.values().length; i++) {
                float mean = sum.values()[i] / total.values()[i];
                float trust =
                        radius == radii[0] ? 1 : Math.clamp(total.values()[i] * 2.5f - 0.1f, 0, 1);
                out.values()[i] += (mean - out.values()[i]) * trust;
            }
        }
        return out;
    }

    private static double mean(Field field) {
        double sum = 0;
        for (float value : field.values()) {
            sum += value;
        }
        return sum / field.values().length;
    }
}

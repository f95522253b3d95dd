package dev.conch.provider.openai;

import dev.conch.provider.Wish;

import java.util.Comparator;
import java.util.List;

/** The shapes that MiniMax-H3 knows by name, such as {@code 16:9}. */
final class Shapes {
    private static final List<String> NAMES = List.of("21:9", "16:9", "4:3", "1:1", "3:4", "9:16");

    private Shapes() {}

    /** What was asked for; else the name nearest to the first image's shape; else 16:9. */
    static String of(Wish wish) {
        var asked = wish.options().aspectRatio();
        if (asked != null && NAMES.contains(asked)) {
            return asked;
        }
        return wish.pictures()
                .findFirst()
                .map(image -> nearest((double) image.width() / image.height()))
                .orElse("16:9");
    }

    private static String nearest(double shape) {
        return NAMES.stream()
                .min(Comparator.comparingDouble(name -> Math.abs(Math.log(ratio(name) / shape))))
                .orElseThrow();
    }

    private static double ratio(String name) {
        var sides = name.split(":");
        return Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
    }
}

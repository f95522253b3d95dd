package dev.conch.studio.direct;

import dev.conch.studio.scene.Clip;
import java.util.ArrayList;
import java.util.Locale;

/** Writes what became of a prompt as five lines of text, the form of {@code prompts.txt}. */
final class PromptTable {
    static final Clip CLIP = new Clip(1920, 1080, 24, 144);

    private PromptTable() {}

    static String told(String prompt) {
        var reading = new PromptReader().read(prompt, CLIP, 1);
        var scene = reading.scene();
        var told = reading.interpretation();
        var bodies = new ArrayList<String>();
        for (var body : scene.bodies()) {
            var moves = body.velocity().length() > 0 || body.spin().length() > 0 ? "*" : "";
            bodies.add(body.id() + ":" + body.material().getClass().getSimpleName() + moves);
        }
        var setting = scene.setting();
        var rates = scene.time().keys().stream().map(k -> Double.toString(k.rate())).toList();
        var shot =
                String.join(" ", bodies)
                        + " | %s %s %s | %s at %s | %s"
                                .formatted(
                                        setting.place(),
                                        setting.surfaceMaterial(),
                                        setting.light(),
                                        scene.camera().moves(),
                                        rates,
                                        scene.camera().lens());
        return "prompt: %s%nunderstood: %s%napproximated: %s%nignored: %s%nshot: %s%n%n"
                .formatted(
                        prompt,
                        String.join("; ", told.understood()),
                        String.join(
                                "; ",
                                told.approximated().stream()
                                        .map(a -> a.word() + " as " + a.as())
                                        .toList()),
                        String.join("; ", told.ignored()),
                        shot.toLowerCase(Locale.ROOT));
    }
}

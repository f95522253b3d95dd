package dev.conch.studio.animate;

import dev.conch.studio.scene.Interpretation;
import dev.conch.studio.scene.Interpretation.Approximation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads the camera moves out of a prompt for image-to-video. All other words are reported as
 * ignored: the picture shows what it shows.
 *
 * <p>Commands in one pair of brackets are performed together, brackets one after another. Moves in
 * plain words are performed together, and after those before a "then".
 */
public final class MoveReader {
    private static final String SOFTLY = "(?:(?:slowly|gently|softly|smoothly|slightly)[ -])?";
    private static final String SIDE =
            "[ -]" + SOFTLY + "(?:to the |to |towards the |toward the )?";
    private static final int MOVES_AT_ONCE = 3;

    private record Phrase(CameraMove move, Pattern pattern) {}

    private static final List<Phrase> PHRASES =
            List.of(
                    phrase(
                            CameraMove.PUSH_IN,
                            "(?:push|pushes|pushing|dolly|dollies|dollying|moves?|moving|track|tracks)[ -]"
                                    + SOFTLY
                                    + "(?:in|closer|forwards?)|推进"),
                    phrase(CameraMove.ZOOM_IN, "zoom(?:s|ing)?[ -]" + SOFTLY + "in|变焦推近"),
                    phrase(CameraMove.ZOOM_OUT, "zoom(?:s|ing)?[ -]" + SOFTLY + "out|变焦拉远"),
                    phrase(
                            CameraMove.PULL_OUT,
                            "(?:pull|pulls|pulling|dolly|dollies|dollying|moves?|moving)[ -]"
                                    + SOFTLY
                                    + "(?:out|back|backwards?|away)|拉远"),
                    phrase(CameraMove.PAN_LEFT, "pan(?:s|ning)?" + SIDE + "left|左摇"),
                    phrase(CameraMove.PAN_RIGHT, "pan(?:s|ning)?" + SIDE + "right|右摇"),
                    phrase(CameraMove.TILT_UP, "tilt(?:s|ing)?" + SIDE + "up(?:wards?)?|上摇"),
                    phrase(CameraMove.TILT_DOWN, "tilt(?:s|ing)?" + SIDE + "down(?:wards?)?|下摇"),
                    phrase(
                            CameraMove.TRUCK_LEFT,
                            "(?:truck|slide|dolly|track)(?:s|ing)?" + SIDE + "left|左移"),
                    phrase(
                            CameraMove.TRUCK_RIGHT,
                            "(?:truck|slide|dolly|track)(?:s|ing)?" + SIDE + "right|右移"),
                    phrase(
                            CameraMove.PEDESTAL_UP,
                            "(?:pedestal|crane|boom)(?:s|ing)?" + SIDE + "up(?:wards?)?|上升"),
                    phrase(
                            CameraMove.PEDESTAL_DOWN,
                            "(?:pedestal|crane|boom)(?:s|ing)?" + SIDE + "down(?:wards?)?|下降"),
                    phrase(
                            CameraMove.ORBIT,
                            "(?:camera )?(?:orbit(?:s|ing)?|circl(?:es|ing)|arc shot)(?: around)?"),
                    phrase(CameraMove.TRACKING, "tracking shot|camera follows|follow shot|跟随"),
                    phrase(CameraMove.SHAKE, "(?:camera )?shak(?:e|es|ing|y)|hand-?held|晃动"),
                    phrase(
                            CameraMove.STATIC,
                            "static(?: shot| camera)?|locked[ -]off(?: shot)?|fixed camera|固定"));

    private static final Pattern STEP = Pattern.compile("\\[[^\\]]*\\]|\\bthen\\b");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’-][\\p{L}\\p{N}]+)*");
    private static final Set<String> FILLERS =
            Set.of(
                    "a an and are as at be by camera for from gently gradually in into is it its of on or shot slight slightly slow slowly smooth smoothly softly that the then this to towards view while with"
                            .split(" "));

    private MoveReader() {}

    /** What was read: the move, and what to tell the caller of it. */
    public record Reading(Move move, Interpretation interpretation) {}

    /**
     * Reads a prompt; one without camera words gets a slow push in, reported as an approximation.
     */
    public static Reading read(String prompt) {
        String text = prompt.toLowerCase(Locale.ROOT);
        var found = new Found();
        var steps = new ArrayList<List<CameraMove>>();
        int at = 0;
        for (MatchResult mark : STEP.matcher(text).results().toList()) {
            addStep(steps, found.movesIn(text.substring(at, mark.start())));
            addStep(steps, found.movesIn(mark.group()));
            at = mark.end();
        }
        addStep(steps, found.movesIn(text.substring(at)));
        return steps.isEmpty()
                ? new Reading(Move.DEFAULT, found.withDefault())
                : new Reading(new Move(steps), found.interpretation());
    }

    private static void addStep(List<List<CameraMove>> steps, List<CameraMove> moves) {
        if (!moves.isEmpty()) {
            steps.add(moves);
        }
    }

    private static Phrase phrase(CameraMove move, String pattern) {
        // \b does not hold beside Chinese letters, which stand without spaces
        return new Phrase(move, Pattern.compile("(?<![a-z])(?:" + pattern + ")(?![a-z])"));
    }

    /** Collects what a prompt's parts say. */
    private static final class Found {
        private final Set<String> understood = new LinkedHashSet<>();
        private final Set<Approximation> approximated = new LinkedHashSet<>();
        private final Set<String> ignored = new LinkedHashSet<>();

        List<CameraMove> movesIn(String part) {
            var moves = new ArrayList<CameraMove>();
            String rest = part;
            for (Phrase phrase : PHRASES) {
                var matcher = phrase.pattern.matcher(rest);
                while (moves.size() < MOVES_AT_ONCE && matcher.find()) {
                    note(phrase.move, matcher.group());
                    moves.add(phrase.move);
                    rest = rest.substring(0, matcher.start()) + " " + rest.substring(matcher.end());
                    matcher.reset(rest);
                }
            }
            WORD.matcher(rest)
                    .results()
                    .map(MatchResult::group)
                    .filter(word -> !FILLERS.contains(word))
                    .forEach(ignored::add);
            return moves;
        }

        private void note(CameraMove move, String words) {
            if (move.approximation().isEmpty()) {
                understood.add(words);
            } else {
                approximated.add(new Approximation(words, move.approximation()));
            }
        }

        Interpretation withDefault() {
            approximated.add(
                    new Approximation(
                            "(no camera move)",
                            "a slow push in: the picture's things do not move by themselves"));
            return interpretation();
        }

        Interpretation interpretation() {
            return new Interpretation(
                    Interpretation.ENGINE,
                    List.copyOf(understood),
                    List.copyOf(approximated),
                    List.copyOf(ignored));
        }
    }
}

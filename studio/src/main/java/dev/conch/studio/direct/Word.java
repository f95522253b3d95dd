package dev.conch.studio.direct;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A word of a prompt.
 *
 * @param text as the caller wrote it
 * @param lower as the lexicon sees it: compatibility forms and case folded
 * @param sentence number of the sentence that it is in; bracketed text is a sentence of its own
 * @param clause number of the stretch between commas that it is in
 * @param bracketed whether it stands in square brackets, as camera commands do
 */
record Word(String text, String lower, int sentence, int clause, boolean bracketed) {
    /** More words than this are not read: prompts are at most 5000 characters long. */
    private static final int MOST = 5000;

    private static final Pattern PIECE =
            Pattern.compile(
                    "(?<word>[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*+(?:['\u2019][\\p{L}\\p{M}]++)*+)"
                            + "|(?<picture>\\p{IsEmoji_Presentation})"
                            + "|(?<end>[.!?;\\n\u3002\uff01\uff1f])"
                            + "|(?<open>\\[)|(?<close>\\])"
                            + "|(?<pause>[,:()\u2013\u2014\u3001\uff0c])");

    static List<Word> split(String prompt) {
        var words = new ArrayList<Word>();
        var matcher = PIECE.matcher(prompt);
        var sentence = 0;
        var clause = 0;
        var bracketed = false;
        while (matcher.find() && words.size() < MOST) {
            var word = matcher.group("word") != null || matcher.group("picture") != null;
            if (word) {
                words.add(
                        new Word(
                                matcher.group(),
                                fold(matcher.group()),
                                sentence,
                                clause,
                                bracketed));
                continue;
            }
            clause++;
            if (matcher.group("pause") == null) {
                sentence++;
                bracketed = matcher.group("open") != null;
            }
        }
        return words;
    }

    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace('\u2019', '\'');
    }
}

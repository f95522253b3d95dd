package dev.conch.studio.direct;

import dev.conch.studio.scene.Clip;

/**
 * Reads English prompts by rule: the same prompt, clip and seed always give the same scene. Any
 * text is accepted; what it does not know, it reports and leaves out. Never changes; any thread may
 * use it.
 */
public final class PromptReader {
    private final Lexicon lexicon = Lexicon.english();

    /**
     * Turns a prompt into a scene.
     *
     * @param seed chooses what the prompt leaves open, such as how dice fly
     */
    public Reading read(String prompt, Clip clip, long seed) {
        var listener = new Listener(lexicon);
        var script = listener.listen(Word.split(prompt));
        return new Reading(new Staging(clip, seed).stage(script), listener.interpretation());
    }
}

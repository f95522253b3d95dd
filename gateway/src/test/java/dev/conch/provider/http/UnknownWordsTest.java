package dev.conch.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnknownWordsTest {
    private final UnknownWords words = new UnknownWords("fal-main");

    @Test
    void a_word_is_told_once_and_cut_if_it_is_long() {
        words.saw("PREEMPTED");
        words.saw("PREEMPTED");
        words.saw("x".repeat(1000));
        assertThat(words.told()).containsExactlyInAnyOrder("PREEMPTED", "x".repeat(60) + "…");
    }

    @Test
    void a_provider_that_invents_words_does_not_fill_the_memory() {
        for (int i = 0; i < 1000; i++) {
            words.saw("word " + i);
        }
        assertThat(words.told()).hasSize(100);
    }
}

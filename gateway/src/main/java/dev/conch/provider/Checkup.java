package dev.conch.provider;

/**
 * What the cheapest call to a provider showed.
 *
 * @param well whether work can be given to it
 * @param finding one sentence for the operator: what answered, or what is wrong and what to do
 */
public record Checkup(boolean well, String finding) {}

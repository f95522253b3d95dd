package dev.conch.provider;

/** What a video file is, as read from the file itself. */
public record VideoFacts(
        int width, int height, int fps, int frames, double durationSeconds, String codec) {}

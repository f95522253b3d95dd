package dev.conch.provider;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an MP4 file says of itself besides its pictures, as read from its boxes. Says that a mark is
 * there, not that it is true: no signature is checked.
 *
 * @param c2pa a C2PA manifest: a {@code uuid} box of C2PA's type on the top level
 * @param aigc the implicit label of GB 45438-2025: metadata under the key {@code AIGC}
 * @param audio whether there is a sound track
 */
public record VideoMarks(boolean c2pa, boolean aigc, boolean audio) {
    /** Empty where nothing can be said: another container, or boxes that make no sense. */
    public static Optional<VideoMarks> of(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            return new Mp4Boxes(channel::read, channel.size()).marks();
        }
    }
}

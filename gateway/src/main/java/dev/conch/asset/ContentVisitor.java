package dev.conch.asset;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Shows the names of old content; what vanishes meanwhile is passed over. Used by one thread. */
final class ContentVisitor extends SimpleFileVisitor<Path> {
    private final Instant before;
    private final Pattern name;
    private final Predicate<String> visitor;

    ContentVisitor(Instant before, Pattern name, Predicate<String> visitor) {
        this.before = before;
        this.name = name;
        this.visitor = visitor;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        var content = file.getFileName().toString();
        boolean wanted =
                name.matcher(content).matches()
                        && attributes.isRegularFile()
                        && attributes.lastModifiedTime().toInstant().isBefore(before);
        return !wanted || visitor.test(content)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException vanished) {
        return FileVisitResult.CONTINUE;
    }
}

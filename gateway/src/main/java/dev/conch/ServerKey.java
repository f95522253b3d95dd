package dev.conch;

import dev.conch.base.Hmac;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The gateway's own secret: 32 random bytes in the data folder, readable by its owner only. Without
 * it no API key is recognized and no link is valid, so it belongs into every backup.
 */
final class ServerKey {
    private static final String FILE = "server.key";
    private static final int BYTES = 32;

    private final byte[] secret;

    private ServerKey(byte[] secret) {
        this.secret = secret;
    }

    /** The key that all gateways on one database were given: 64 hexadecimal digits. */
    static ServerKey of(String hex) {
        return new ServerKey(HexFormat.of().parseHex(hex));
    }

    /** Reads the key of {@code folder}, or makes it at the first start. */
    static ServerKey in(Path folder) {
        var file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                create(folder, file);
            }
            var secret = Files.readAllBytes(file);
            if (secret.length != BYTES) {
                throw new IllegalStateException(
                        "%s must have %d bytes, has %d".formatted(file, BYTES, secret.length));
            }
            return new ServerKey(secret);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write " + file, e);
        }
    }

    private static void create(Path folder, Path file) throws IOException {
        var fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        var temporary = Files.createTempFile(folder, FILE, ".new");
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        }
        Files.write(temporary, fresh, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Tells keys apart without giving any away. */
    String fingerprint() {
        return HexFormat.of().formatHex(derive("fingerprint"), 0, 8);
    }

    /** A secret for one purpose, so that no two purposes share one. */
    byte[] derive(String purpose) {
        return Hmac.sha256(secret, ("conch:" + purpose).getBytes(StandardCharsets.UTF_8));
    }
}

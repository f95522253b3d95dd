package dev.conch.task;

import dev.conch.base.Hmac;
import dev.conch.base.TaskId;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Addresses at which a provider may say that something has changed, one for each task; nobody can
 * guess one. Shared between threads.
 */
public final class HookLinks {
    public static final String PATH = "/hooks/upstream/";
    private static final int TOKEN_BYTES = 16;

    private final String publicUrl;
    private final byte[] key;

    /** No addresses: for who only reads. */
    static HookLinks none() {
        return new HookLinks("", new byte[1]);
    }

    /**
     * Links below an address.
     *
     * @param publicUrl where providers reach us; empty if they cannot
     * @param key that serves no other purpose
     */
    public HookLinks(String publicUrl, byte[] key) {
        this.publicUrl = publicUrl;
        this.key = key.clone();
    }

    /** A task's address; empty if no provider can reach us. */
    Optional<String> of(TaskId task) {
        return publicUrl.isEmpty()
                ? Optional.empty()
                : Optional.of(publicUrl + PATH + task + "/" + token(task));
    }

    /** Whether {@code token} is that of the task's address. */
    public boolean knows(TaskId task, String token) {
        return MessageDigest.isEqual(
                token(task).getBytes(StandardCharsets.US_ASCII),
                token.getBytes(StandardCharsets.UTF_8));
    }

    private String token(TaskId task) {
        var whole = Hmac.sha256(key, task.toString().getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(whole, TOKEN_BYTES));
    }
}

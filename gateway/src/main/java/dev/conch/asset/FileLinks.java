package dev.conch.asset;

import dev.conch.base.Hmac;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Links to files that work without a key until they expire: {@code
 * /files/{assetId}/{fileName}?expires={Unix seconds}&signature={base64url}}. The signature is
 * HMAC-SHA256 over id, name and expiry, so that none of them can be exchanged.
 *
 * <p>Pure but for the secret; shared between threads.
 */
public final class FileLinks {
    /** What a link is worth. */
    public enum Check {
        /** Ours, and not over. */
        VALID,
        /** Ours, but its time is over. */
        EXPIRED,
        /** Not made by us, or changed since. */
        FORGED
    }

    public static final int SECRET_BYTES = 32;

    /** Part of the signed text, so that a later form of links can never be taken for this one. */
    private static final String VERSION = "conch-file-link-v1";

    private static final Pattern ASSET_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
    private static final Pattern SECONDS = Pattern.compile("0|[1-9][0-9]{0,11}");

    private final byte[] key;

    public FileLinks(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("the secret must have " + SECRET_BYTES + " bytes");
        }
        key = secret.clone();
    }

    /**
     * Makes the path and query of a link; scheme and host are the caller's.
     *
     * @param expiresAt the first moment at which the link no longer works; cut to whole seconds
     */
    public String sign(String assetId, String fileName, Instant expiresAt) {
        String expires = Long.toString(expiresAt.getEpochSecond());
        if (!isSignable(assetId, fileName, expires)) {
            throw new IllegalArgumentException("asset id, file name or expiry cannot be in a link");
        }
        return "/files/%s/%s?expires=%s&signature=%s"
                .formatted(assetId, fileName, expires, signature(assetId, fileName, expires));
    }

    /** Judges a link by its parts, as they stand in the request. */
    public Check verify(
            String assetId, String fileName, String expires, String signature, Instant now) {
        if (!isSignable(assetId, fileName, expires)) {
            return Check.FORGED;
        }
        byte[] ours = signature(assetId, fileName, expires).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(ours, signature.getBytes(StandardCharsets.UTF_8))) {
            return Check.FORGED;
        }
        return now.getEpochSecond() < Long.parseLong(expires) ? Check.VALID : Check.EXPIRED;
    }

    private static boolean isSignable(String assetId, String fileName, String expires) {
        return ASSET_ID.matcher(assetId).matches()
                && FILE_NAME.matcher(fileName).matches()
                && SECONDS.matcher(expires).matches();
    }

    /** The parts hold no line break, so joining them by line breaks keeps them apart. */
    private String signature(String assetId, String fileName, String expires) {
        String signed = String.join("\n", VERSION, assetId, fileName, expires);
        byte[] code = Hmac.sha256(key, signed.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }
}

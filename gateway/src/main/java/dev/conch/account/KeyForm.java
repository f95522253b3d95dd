package dev.conch.account;

import dev.conch.base.Hmac;
import dev.conch.base.Secret;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The form of an API key: {@code conch_}, 43 base-62 digits (256 random bits) and 6 more that are
 * their CRC-32, so that scanners find leaked keys without asking us.
 */
final class KeyForm {
    private static final String PREFIX = "conch_";
    private static final String ADMIN_PREFIX = "conch_admin_";
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final Pattern SHAPE =
            Pattern.compile(
                    "((?:%s|%s)[0-9A-Za-z]{%d})([0-9A-Za-z]{%d})"
                            .formatted(PREFIX, ADMIN_PREFIX, RANDOM_DIGITS, CHECK_DIGITS));

    private final SecureRandom random = new SecureRandom();
    private final byte[] pepper;

    /**
     * Makes and hashes keys.
     *
     * @param pepper the secret that stored hashes depend on; 32 bytes
     */
    KeyForm(byte[] pepper) {
        this.pepper = pepper.clone();
    }

    Secret generate() {
        return generate(PREFIX);
    }

    /** A key for an operator, which a scanner tells from a customer's. */
    Secret generateAdmin() {
        return generate(ADMIN_PREFIX);
    }

    private Secret generate(String prefix) {
        var bits = new byte[32];
        random.nextBytes(bits);
        var body = prefix + base62(new BigInteger(1, bits), RANDOM_DIGITS);
        return new Secret(body + checksum(body));
    }

    /**
     * Whether a key has the looks of one that is made here, but the wrong check digits: mistyped or
     * made up, so that nobody needs to look it up.
     */
    static boolean isMistyped(String key) {
        var shape = SHAPE.matcher(key);
        return shape.matches() && !checksum(shape.group(1)).equals(shape.group(2));
    }

    /** HMAC-SHA256 in hexadecimal: what the database knows of a key. */
    String hash(String key) {
        return HexFormat.of().formatHex(Hmac.sha256(pepper, key.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The form in which a key may be shown again: its prefix, four characters, eight bullets, the
     * last four.
     */
    static String mask(String key) {
        if (key.length() < 20) {
            return "••••••••";
        }
        var prefix =
                key.startsWith(ADMIN_PREFIX)
                        ? ADMIN_PREFIX.length()
                        : key.startsWith(PREFIX) ? PREFIX.length() : 0;
        var start = prefix + 4;
        return key.substring(0, start) + "••••••••" + key.substring(key.length() - 4);
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String base62(BigInteger number, int digits) {
        var text = new StringBuilder();
        var rest = number;
        var base = BigInteger.valueOf(DIGITS.length());
        for (int i = 0; i < digits; i++) {
            var divided = rest.divideAndRemainder(base);
            text.append(DIGITS.charAt(divided[1].intValue()));
            rest = divided[0];
        }
        return text.reverse().toString();
    }
}

package dev.conch.api.runapi;

import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/**
 * What a command line asks of the browser, as it came in the page's address or back in its form.
 *
 * @param hostName without characters that could disguise it; it may still be markup
 * @param problem what is wrong with it, for a person; null if nothing is
 */
record LoginAsk(
        String state,
        String challenge,
        int redirectPort,
        String displayCode,
        String hostName,
        @Nullable String problem) {
    private static final int LOWEST_PORT = 1024;
    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_HOST_NAME = 100;

    static LoginAsk of(UnaryOperator<String> parameter) {
        var state = parameter.apply("state");
        var challenge = parameter.apply("code_challenge");
        var port = parameter.apply("redirect_port");
        var displayCode = parameter.apply("display_code");
        int number = port.matches("[0-9]{4,5}") ? Integer.parseInt(port) : 0;
        String problem = null;
        if (!state.matches("[A-Za-z0-9._~-]{8,256}")) {
            problem = "The address of this page has no usable state.";
        } else if (!parameter.apply("code_challenge_method").equals("S256")
                || !challenge.matches("[A-Za-z0-9_-]{43}")) {
            problem = "The address of this page has no code challenge of method S256.";
        } else if (number < LOWEST_PORT || number > HIGHEST_PORT) {
            problem = "The address of this page has no redirect port between 1024 and 65535.";
        } else if (!displayCode.matches("[A-Za-z0-9-]{4,80}")) {
            problem = "The address of this page has no code to compare.";
        }
        return new LoginAsk(
                state,
                challenge,
                number,
                displayCode,
                undisguised(parameter.apply("hostname")),
                problem);
    }

    /** One of which nothing can be read. */
    static LoginAsk broken(String problem) {
        return new LoginAsk("", "", 0, "", "", problem);
    }

    /** Shortened, and without control characters and marks that turn the direction of writing. */
    private static String undisguised(String hostName) {
        var plain = hostName.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "\uFFFD").strip();
        return plain.codePointCount(0, plain.length()) <= LONGEST_HOST_NAME
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, LONGEST_HOST_NAME)) + "…";
    }
}

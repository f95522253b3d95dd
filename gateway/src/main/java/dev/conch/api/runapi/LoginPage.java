package dev.conch.api.runapi;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The page on which a login is approved: plain HTML, no script, nothing from elsewhere. */
final class LoginPage {
    private static final String STYLE =
            """
            :root { color-scheme: light dark; --ink: #1c2430; --soft: #566070; --paper: #f3f1ec;
              --card: #fff; --line: #d9d5cc; --edge: #8a8577; --accent: #0b6e6e; --wrong: #a8261c; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --soft: #a9b1bc;
              --paper: #14181d; --card: #1d232a; --line: #38414c; --edge: #6d7784;
              --accent: #3fb8b0; --wrong: #ff8f85; } }
            * { box-sizing: border-box; }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem;
              background: var(--paper); color: var(--ink);
              font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
            main { width: 100%; max-width: 27rem; min-width: 0; padding: 1.75rem;
              background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
            .mark { margin: 0 0 1rem; color: var(--accent); font-weight: 700; }
            h1 { margin: 0 0 .5rem; font-size: 1.35rem; line-height: 1.3; }
            p { margin: .5rem 0; color: var(--soft); overflow-wrap: anywhere; }
            p strong { color: var(--ink); }
            .code { margin: 1rem 0; padding: .75rem; text-align: center; overflow-wrap: anywhere;
              font: 600 clamp(.95rem, 4.6vw, 1.2rem)/1.4 ui-monospace, SFMono-Regular, Menlo, monospace;
              color: var(--ink); border: 1px dashed var(--edge); border-radius: .5rem; }
            label { display: block; margin: 1.25rem 0 .35rem; font-weight: 600; }
            input { width: 100%; padding: .65rem .75rem; font: inherit; color: inherit;
              background: var(--paper); border: 1px solid var(--edge); border-radius: .5rem; }
            .wrong { color: var(--wrong); font-weight: 600; }
            .choice { display: flex; flex-direction: row-reverse; gap: .75rem; margin-top: 1.25rem; }
            button { flex: 1; padding: .7rem; font: inherit; font-weight: 600; color: inherit;
              background: transparent; border: 1px solid var(--edge); border-radius: .5rem;
              cursor: pointer; }
            button[value=approve] { background: var(--accent); border-color: var(--accent);
              color: var(--card); }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
            """;

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Log in · Conch</title>
            <style>"""
                    + STYLE
                    + """
                    </style>
                    </head>
                    <body><main>
                    <p class="mark">Conch</p>
                    """;
    private static final String FOOT =
            """
            </main></body>
            </html>
            """;
    private static final String STYLE_HASH = sha256(STYLE);

    private LoginPage() {}

    /**
     * The {@code Content-Security-Policy}: our own style, and a form that is sent to us, from where
     * the browser may be sent on to the program that asked. Browsers hold {@code form-action}
     * against the redirect too.
     */
    static String securityPolicy(LoginAsk ask) {
        var callback = ask.problem() == null ? " http://127.0.0.1:" + ask.redirectPort() : "";
        return "default-src 'none'; style-src 'sha256-%s'; form-action 'self'%s; base-uri 'none'; frame-ancestors 'none'"
                .formatted(STYLE_HASH, callback);
    }

    static String html(LoginAsk ask, @Nullable String complaint) {
        return HEAD
                + (ask.problem() == null ? form(ask, complaint) : problem(ask.problem()))
                + FOOT;
    }

    private static String problem(String problem) {
        return """
        <h1>This login cannot go on</h1>
        <p class="wrong">%s</p>
        <p>Start the login again in your terminal, and open the address that it prints.</p>
        """
                .formatted(escaped(problem));
    }

    /** The button that stands first in the text is the one that the Enter key presses. */
    private static String form(LoginAsk ask, @Nullable String complaint) {
        return """
        <h1>Let a command line log in?</h1>
        <p>A program on <strong><bdi>%s</bdi></strong> wants to use this gateway. Go on only if your terminal shows the same code:</p>
        <div class="code">%s</div>
        <p>It gets an API key of its own, for the project of the key that you enter here. It can make videos and spend the balance; it cannot administer. It can be revoked at any time.</p>
        <form method="post" action="/cli/authorize">
        %s<label for="api_key">Your API key</label>
        %s<input id="api_key" name="api_key" type="password" autocomplete="off" spellcheck="false" autofocus>
        <div class="choice">
        <button name="decision" value="approve">Approve</button>
        <button name="decision" value="deny">Deny</button>
        </div>
        </form>
        """
                .formatted(
                        escaped(ask.hostName().isBlank() ? "an unnamed machine" : ask.hostName()),
                        escaped(ask.displayCode()),
                        hidden(ask),
                        complaint == null
                                ? ""
                                : "<p class=\"wrong\" role=\"alert\">"
                                        + escaped(complaint)
                                        + "</p>\n");
    }

    private static String hidden(LoginAsk ask) {
        return field("state", ask.state())
                + field("code_challenge", ask.challenge())
                + field("code_challenge_method", "S256")
                + field("redirect_port", String.valueOf(ask.redirectPort()))
                + field("display_code", ask.displayCode())
                + field("hostname", ask.hostName());
    }

    private static String field(String name, String value) {
        return "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n".formatted(name, escaped(value));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String sha256(String text) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

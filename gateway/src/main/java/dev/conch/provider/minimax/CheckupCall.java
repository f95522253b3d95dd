package dev.conch.provider.minimax;

import dev.conch.provider.Checkup;
import dev.conch.provider.Trouble;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;
import dev.conch.provider.http.UpstreamSettings;

import java.util.Objects;
import java.util.Set;

/**
 * Asks for one line of V2's list; with a subscription's key, which V2 refuses, for a task of V1
 * that does not exist. Both cost nothing and show whether the key is accepted.
 */
final class CheckupCall {
    private static final Set<String> KEY_REFUSED = Set.of("1004", "2049", "http-401", "http-403");
    private static final Set<String> NO_MONEY = Set.of("1008", "http-402");
    private static final int NO_SUCH_TASK = 2013;

    private final UpstreamHttp http;
    private final Errors errors;
    private final KeyKind key;
    private final Region region;
    private final String server;

    CheckupCall(UpstreamHttp http, Errors errors, UpstreamSettings settings) {
        this.http = http;
        this.errors = errors;
        this.key = KeyKind.of(settings.key());
        this.region = Region.of(settings.base());
        this.server = "MiniMax at " + settings.base().getAuthority();
    }

    Checkup make() {
        var call =
                key == KeyKind.SUBSCRIPTION
                        ? Call.get("/v1/query/video_generation?task_id=0")
                        : Call.get("/v2/query/video_generation?page_num=1&page_size=1");
        return switch (http.ask(call)) {
            case Reply.NeverSent(var cause) -> sick("cannot be reached: " + cause);
            case Reply.NoAnswer(var cause) -> sick("does not answer: " + cause);
            case Reply.Answer answer when accepts(answer) -> new Checkup(true, well());
            case Reply.Answer answer ->
                    sick(
                            key == KeyKind.SUBSCRIPTION
                                    ? finding(errors.v1(answer))
                                    : finding(errors.v2(answer)));
        };
    }

    private boolean accepts(Reply.Answer answer) {
        var body = answer.json();
        int code = Errors.code(body);
        return answer.ok()
                && (key == KeyKind.SUBSCRIPTION
                        ? body.has("base_resp") && (code == 0 || code == NO_SUCH_TASK)
                        : body.has("items") && code == 0);
    }

    private String well() {
        return key == KeyKind.SUBSCRIPTION
                ? server + " accepts the key, which is a subscription's: it covers no MiniMax-H3"
                : server + " accepts the key";
    }

    private Checkup sick(String finding) {
        return new Checkup(false, server + " " + finding);
    }

    private String finding(Trouble trouble) {
        var code = Objects.requireNonNullElse(trouble.upstreamCode(), "no code");
        if (KEY_REFUSED.contains(code)) {
            return "refuses the key (" + code + "); " + region.advice();
        }
        if (NO_MONEY.contains(code)) {
            return "says that the account has no balance left (" + code + ")";
        }
        return switch (trouble.errorClass()) {
            case ACCOUNT -> "says that the plan is used up or does not cover this (" + code + ")";
            case THROTTLE -> "accepts the key and has too much to do now (" + code + ")";
            case USER, CONTENT, SERVER, AMBIGUOUS ->
                    "gave an answer that is not MiniMax's or shows it broken (" + code + ")";
        };
    }
}

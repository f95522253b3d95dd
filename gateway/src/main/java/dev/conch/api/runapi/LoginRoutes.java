package dev.conch.api.runapi;

import dev.conch.api.Authenticator;
import dev.conch.api.Json;
import dev.conch.api.RequestBody;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.listener.Logins;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The login of RunAPI's command line: a page where somebody with an API key approves it, and the
 * exchange of the code that follows.
 */
public final class LoginRoutes implements Routes {
    private static final String PAGE = "/cli/authorize";
    private static final HeaderName SECURITY_POLICY = HeaderNames.create("Content-Security-Policy");
    private static final HeaderName REFERRER_POLICY = HeaderNames.create("Referrer-Policy");
    private static final HeaderName CONTENT_TYPE_OPTIONS =
            HeaderNames.create("X-Content-Type-Options");
    private static final int LARGEST_FORM = 16 * 1024;
    private static final int LARGEST_BODY = 16 * 1024;

    private final Authenticator authenticator;
    private final Logins logins;

    public LoginRoutes(Authenticator authenticator, Logins logins) {
        this.authenticator = authenticator;
        this.logins = logins;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(PAGE, this::ask);
        table.post(PAGE, this::decide);
        table.post("/api/v1/cli/exchange", this::exchange);
    }

    private void ask(ServerRequest request, ServerResponse response) {
        show(response, LoginAsk.of(name -> request.query().first(name).orElse("")), null);
    }

    private void decide(ServerRequest request, ServerResponse response) {
        Map<String, String> form;
        try {
            form = RequestBody.readForm(request, response, LARGEST_FORM);
        } catch (GatewayException e) {
            show(response, LoginAsk.broken(e.publicMessage()), null);
            return;
        }
        var ask = LoginAsk.of(name -> form.getOrDefault(name, ""));
        if (ask.problem() != null) {
            show(response, ask, null);
        } else if (form.getOrDefault("decision", "").equals("approve")) {
            approve(request, response, form.getOrDefault("api_key", "").strip(), ask);
        } else {
            back(
                    response,
                    ask,
                    Map.of(
                            "error", "access_denied",
                            "error_description", "The login was denied in the browser"));
        }
    }

    private void approve(ServerRequest request, ServerResponse response, String key, LoginAsk ask) {
        try {
            var caller = authenticator.ofTypedKey(request, key);
            var wanted = new Logins.Ask(ask.challenge(), ask.redirectPort(), ask.hostName());
            back(response, ask, Map.of("code", logins.approve(caller, wanted).reveal()));
        } catch (GatewayException e) {
            show(response, ask, e);
        }
    }

    private static void show(
            ServerResponse response, LoginAsk ask, @Nullable GatewayException refusal) {
        var headers = response.headers();
        if (ask.problem() != null) {
            response.status(Status.BAD_REQUEST_400);
        } else if (refusal != null) {
            response.status(status(refusal));
            var wait = refusal.retryAfter();
            if (wait != null) {
                headers.set(HeaderNames.RETRY_AFTER, wait.plusMillis(999).toSeconds());
            }
        }
        headers.set(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
        headers.set(HeaderNames.CACHE_CONTROL, "no-store");
        headers.set(SECURITY_POLICY, LoginPage.securityPolicy(ask));
        headers.set(REFERRER_POLICY, "no-referrer");
        headers.set(CONTENT_TYPE_OPTIONS, "nosniff");
        response.send(LoginPage.html(ask, complaint(refusal)).getBytes(StandardCharsets.UTF_8));
    }

    /** A wrong key is no 401: the browser has no credentials that it could send instead. */
    private static Status status(GatewayException refusal) {
        return refusal.code() == ErrorCode.UNAUTHORIZED
                ? Status.FORBIDDEN_403
                : Status.create(refusal.code().httpStatus());
    }

    private static @Nullable String complaint(@Nullable GatewayException refusal) {
        if (refusal == null) {
            return null;
        }
        return refusal.code() == ErrorCode.UNAUTHORIZED
                ? "This is not an API key of this gateway."
                : refusal.publicMessage() + ".";
    }

    /** To the program that asked, on the asker's own machine and nowhere else. */
    private static void back(ServerResponse response, LoginAsk ask, Map<String, String> answer) {
        var url =
                new StringBuilder(
                        "http://127.0.0.1:%d/callback?state=%s"
                                .formatted(ask.redirectPort(), encoded(ask.state())));
        answer.forEach(
                (name, value) -> url.append('&').append(name).append('=').append(encoded(value)));
        response.status(Status.SEE_OTHER_303);
        response.headers().set(HeaderNames.LOCATION, url.toString());
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        response.send();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void exchange(ServerRequest request, ServerResponse response) {
        var body = RequestBody.readObject(request, response, LARGEST_BODY);
        var issued =
                logins.exchange(
                        body.at("/code").asString(""),
                        body.at("/code_verifier").asString(""),
                        body.at("/redirect_port").asInt(0));
        var answer = Json.object();
        answer.put("key", issued.key().reveal());
        answer.put("token_type", "Bearer");
        answer.put("name", issued.name());
        answer.putObject("user").put("email", issued.email());
        Json.send(response, 201, answer);
    }
}

package dev.conch.api.runapi;

import dev.conch.account.ApiKey;
import dev.conch.account.Caller;
import dev.conch.account.Keys;
import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.Json;
import dev.conch.api.RequestBody;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Secret;
import dev.conch.listener.Listeners;
import dev.conch.webhook.Webhooks;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;

/**
 * {@code /api/v1/cli/…}: RunAPI's command line lists keys and listens to their callbacks. Only keys
 * that came of a login in the browser may. Every refusal has the form that this client reads, see
 * {@code Refusals}.
 */
public final class ListenRoutes implements Routes {
    private static final String BASE = "/api/v1/cli";
    private static final HeaderName SESSION_TOKEN = HeaderNames.create("X-Session-Token");
    private static final String KEY_ID = "callback_api_key_id";
    private static final int LARGEST_BODY = 16 * 1024;

    private final Authenticator authenticator;
    private final Keys keys;
    private final Listeners listeners;
    private final Webhooks webhooks;
    private final Clock clock;

    public ListenRoutes(
            Authenticator authenticator,
            Keys keys,
            Listeners listeners,
            Webhooks webhooks,
            Clock clock) {
        this.authenticator = authenticator;
        this.keys = keys;
        this.listeners = listeners;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(BASE + "/keys", handler(Scope.ACCOUNT_READ, this::keys));
        table.get(BASE + "/listen_secret", handler(Scope.VIDEO_READ, this::secret));
        table.patch(BASE + "/listen_secret", handler(Scope.VIDEO_READ, this::rotate));
        table.post(BASE + "/listen_sessions", handler(Scope.VIDEO_READ, this::open));
        table.delete(BASE + "/listen_sessions/{token}", handler(Scope.VIDEO_READ, this::close));
        table.get(BASE + "/listen_events", handler(Scope.VIDEO_READ, this::events));
        table.post(BASE + "/listen_events/{id}/ack", handler(Scope.VIDEO_READ, this::acknowledge));
    }

    /** What a caller wants, once it is known who that is. */
    private interface Deed {
        void run(Caller caller, ServerRequest request, ServerResponse response);
    }

    private Handler handler(Scope scope, Deed deed) {
        return (request, response) -> {
            var caller = authenticator.authenticate(request, response);
            if (!caller.key().fromLogin()) {
                throw new GatewayException(
                        ErrorCode.CLI_LISTEN_REQUIRED,
                        "This needs a key from a login in the browser: run the login again");
            }
            Authenticator.require(caller, scope);
            deed.run(caller, request, response);
        };
    }

    /** The key whose callbacks are meant; it must be the account's and alive. */
    private ApiKey callbackKey(Caller caller, String id) {
        if (id.isBlank()) {
            throw new GatewayException(ErrorCode.MALFORMED_REQUEST, KEY_ID + " is required");
        }
        var key =
                keys.find(id)
                        .filter(found -> found.accountId() == caller.accountId())
                        .orElseThrow(() -> notFound("There is no API key " + id));
        if (!key.live(clock.instant())) {
            throw new GatewayException(
                    ErrorCode.CALLBACK_API_KEY_UNUSABLE,
                    "The API key %s was revoked or has expired".formatted(id));
        }
        return key;
    }

    private static GatewayException notFound(String message) {
        return new GatewayException(ErrorCode.NOT_FOUND, message);
    }

    private ApiKey callbackKey(Caller caller, ServerRequest request) {
        return callbackKey(caller, request.query().first(KEY_ID).orElse(""));
    }

    private void keys(Caller caller, ServerRequest request, ServerResponse response) {
        var body = Json.object();
        var list = body.putArray("api_keys");
        for (var key : keys.list(caller.accountId())) {
            list.add(shown(key).put("enabled", key.live(clock.instant())));
        }
        Json.send(response, 200, body);
    }

    private static ObjectNode shown(ApiKey key) {
        return Json.object()
                .put("id", key.id())
                .put("name", key.name())
                .put("masked_token", key.masked());
    }

    private static ObjectNode withSecret(ApiKey key, Secret secret) {
        var body = Json.object().put("listen_secret", secret.reveal());
        body.set("callback_api_key", shown(key));
        return body;
    }

    private void secret(Caller caller, ServerRequest request, ServerResponse response) {
        var key = callbackKey(caller, request);
        Json.send(response, 200, withSecret(key, webhooks.callbackSecret(key.id())));
    }

    /** The old secret signs for a while yet; the sessions that know it end. */
    private void rotate(Caller caller, ServerRequest request, ServerResponse response) {
        var key = callbackKey(caller, request);
        var secret = webhooks.rotateCallbackSecret(key.id(), Webhooks.DEFAULT_OVERLAP);
        listeners.closeAll(caller.accountId(), key.id());
        Json.send(response, 200, withSecret(key, secret));
    }

    private void open(Caller caller, ServerRequest request, ServerResponse response) {
        var wanted = RequestBody.readObject(request, response, LARGEST_BODY);
        var key = callbackKey(caller, wanted.at("/" + KEY_ID).asString(""));
        var opened = listeners.open(caller.accountId(), caller.key().id(), key.id());
        var body = withSecret(key, opened.secret());
        Json.send(response, 201, body.put("session_token", opened.token().reveal()));
    }

    private void close(Caller caller, ServerRequest request, ServerResponse response) {
        listeners.close(session(caller, request.path().pathParameters().get("token")));
        nothing(response);
    }

    private static void nothing(ServerResponse response) {
        response.status(Status.NO_CONTENT_204).send();
    }

    private Listeners.Session session(Caller caller, String token) {
        return listeners
                .find(caller.accountId(), token)
                .orElseThrow(() -> notFound("The listener's session is over"));
    }

    private Listeners.Session session(Caller caller, ServerRequest request) {
        var session = session(caller, request.headers().first(SESSION_TOKEN).orElse(""));
        callbackKey(caller, session.apiKeyId());
        return session;
    }

    private void events(Caller caller, ServerRequest request, ServerResponse response) {
        var session = session(caller, request);
        long lastId = number(request.query().first("last_id").orElse("0"));
        var body = Json.object();
        var events = body.putArray("events");
        for (var heard : listeners.poll(session, lastId)) {
            var event = events.addObject();
            event.put("id", heard.id());
            event.put("signed_body", heard.signedBody());
            var headers = event.putObject("headers");
            heard.headers().forEach(headers::put);
        }
        Json.send(response, 200, body);
    }

    private void acknowledge(Caller caller, ServerRequest request, ServerResponse response) {
        var session = session(caller, request);
        long id = number(request.path().pathParameters().get("id"));
        if (!listeners.acknowledge(session, id)) {
            throw notFound("This listener was shown no event " + id);
        }
        nothing(response);
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST, "The id of an event is a number");
        }
        return Long.parseLong(text);
    }
}

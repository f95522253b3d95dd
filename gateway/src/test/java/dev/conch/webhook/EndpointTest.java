package dev.conch.webhook;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.ErrorCode;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.event.Event;
import dev.conch.testing.FakeUpstream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Endpoints and their secrets, and what events lead to. */
class EndpointTest extends OnBothDatabases {
    private static void assertNotFound(Executable action) {
        assertThat(refused(action).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void a_new_endpoint_is_told_of_ends_and_shows_its_secret_once() {
        var created = webhooks.create(Rig.ACCOUNT, to(URL));

        assertThat(created.secret().reveal()).startsWith("whsec_").hasSize(50);
        assertThat(created.endpoint().id()).matches("we_[0-9a-f]{32}");
        assertThat(created.endpoint().events())
                .containsExactly("video.completed", "video.failed", "video.cancelled");
        assertThat(created.endpoint().createdAt()).isEqualTo(NOON);
        assertThat(webhooks.list(Rig.ACCOUNT)).containsExactly(created.endpoint());
        assertThat(webhooks.get(Rig.ACCOUNT, created.endpoint().id()))
                .isEqualTo(created.endpoint());
    }

    @Test
    void an_endpoint_can_ask_for_a_public_key_instead() {
        var wish = new NewEndpoint(null, URL, null, "", SecretKind.ED25519);
        var created = webhooks.create(Rig.ACCOUNT, wish);
        var rotated = webhooks.rotateSecret(Rig.ACCOUNT, created.endpoint().id(), Duration.ZERO);

        assertThat(created.secret().reveal()).startsWith("whpk_");
        assertThat(rotated.reveal()).startsWith("whpk_").isNotEqualTo(created.secret().reveal());
    }

    @Test
    void no_secret_is_readable_in_the_database() {
        var created = webhooks.create(Rig.ACCOUNT, to(URL));
        List<String> stored =
                rig.read(
                        tx ->
                                tx.handle()
                                        .createQuery("select secret from webhook_secret")
                                        .map((row, _) -> row.getString(1))
                                        .list());

        assertThat(stored)
                .singleElement()
                .asString()
                .startsWith("v1.")
                .doesNotContain(created.secret().reveal().substring(6));
        var owner = created.endpoint().target();
        assertThat(rig.box.open(stored.getFirst(), owner)).isEqualTo(created.secret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example",
                "ftp://hooks.example/",
                "https://u:p@hooks.example/",
                "http://169.254.169.254/latest",
                "http://[fd00:ec2::254]/"
            })
    void an_address_that_would_never_be_posted_to_is_refused_with_its_field(String url) {
        var endpoint = refused(() -> webhooks.create(Rig.ACCOUNT, to(url)));
        assertThat(endpoint.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(endpoint.param()).isEqualTo("url");

        var callback = refused(() -> webhooks.checkCallbackUrl(url));
        assertThat(callback.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(callback.param()).isEqualTo("callback_url");

        var id = create().id();
        var change = new EndpointChange(url, null, null, null);
        assertThat(refused(() -> webhooks.update(Rig.ACCOUNT, id, change)).param())
                .isEqualTo("url");
    }

    @ParameterizedTest
    @CsvSource({
        "video.compleet,did you mean video.completed?",
        "webhook.test,must be of video.queued",
        "'',must be of video.queued"
    })
    void an_event_type_that_does_not_exist_is_refused_with_the_nearest(String type, String hint) {
        assertThat(refused(() -> create(type)).fieldErrors().get("events"))
                .singleElement()
                .asString()
                .contains(hint);
    }

    @Test
    void an_endpoint_must_be_told_of_something_and_is_told_once() {
        var nothing = new NewEndpoint(null, URL, List.of(), "", SecretKind.HMAC);
        assertThat(refused(() -> webhooks.create(Rig.ACCOUNT, nothing)).param())
                .isEqualTo("events");
        assertThat(create("video.failed", "video.queued", "video.failed").events())
                .containsExactly("video.failed", "video.queued");
    }

    @Test
    void an_account_can_have_a_hundred_endpoints() {
        for (int i = 0; i < 100; i++) {
            create();
        }
        assertThat(refused(this::create).code()).isEqualTo(ErrorCode.REQUEST_CONFLICT);
        assertThat(webhooks.create(STRANGER, to(URL)).endpoint()).isNotNull();
    }

    @Test
    void what_belongs_to_another_account_is_not_found() {
        var id = create("video.completed").id();
        rig.happens("video.completed", null);
        var delivery = rig.onlyDelivery().id();
        var log = webhooks.log();

        assertThat(webhooks.list(STRANGER)).isEmpty();
        assertNotFound(() -> webhooks.get(STRANGER, id));
        assertNotFound(() -> webhooks.update(STRANGER, id, enabled(false)));
        assertNotFound(() -> webhooks.delete(STRANGER, id));
        assertNotFound(() -> webhooks.rotateSecret(STRANGER, id, Duration.ZERO));
        assertNotFound(() -> webhooks.sendTest(STRANGER, id));
        assertNotFound(() -> log.get(STRANGER, delivery));
        assertNotFound(() -> log.redeliver(STRANGER, delivery));
        assertNotFound(() -> log.redeliverSince(STRANGER, id, NOON));
        assertThat(log.redeliverSince(STRANGER, null, NOON)).isZero();
        var filtered = new DeliveryQuery(id, rig.onlyDelivery().taskId(), null, null, null, 10);
        assertThat(log.list(STRANGER, filtered).deliveries()).isEmpty();
        assertThat(webhooks.get(Rig.ACCOUNT, id).enabled()).isTrue();
        assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.PENDING);
    }

    @ParameterizedTest
    @CsvSource({
        "video.queued,video.queued",
        "video.running,video.in_progress",
        "video.completed,video.completed",
        "video.failed,video.failed",
        "video.canceled,video.cancelled",
        "video.expired,video.expired"
    })
    void each_event_has_its_public_name(String logged, String publicName) {
        create(publicName);
        rig.happens(logged, null);

        assertThat(rig.onlyDelivery().eventType()).isEqualTo(publicName);
    }

    @ParameterizedTest
    @ValueSource(strings = {"video.submitting", "video.storing", "video.unclear"})
    void steps_in_between_are_told_to_nobody(String logged) {
        create(EventTypes.ALL.toArray(String[]::new));
        rig.happens(logged, URL);

        assertThat(rig.deliveries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "video.queued,0",
        "video.running,0",
        "video.expired,0",
        "video.completed,1",
        "video.failed,1",
        "video.canceled,1"
    })
    void a_callback_is_told_of_the_end_only(String logged, int deliveries) {
        rig.happens(logged, URL);

        assertThat(rig.deliveries())
                .hasSize(deliveries)
                .allSatisfy(
                        delivery -> {
                            assertThat(delivery.target())
                                    .isEqualTo("callback:https://hooks.example:443");
                            assertThat(delivery.url()).isEqualTo(URL);
                            assertThat(delivery.endpointId()).isNull();
                        });
    }

    @Test
    void a_callback_and_each_endpoint_that_wants_it_get_a_message_of_their_own() {
        var one = create("video.completed");
        var two = create("video.completed", "video.queued");
        create("video.failed");
        rig.happens("video.completed", URL);

        assertThat(rig.deliveries())
                .extracting(Delivery::endpointId)
                .containsExactly(two.id(), one.id(), null);
        assertThat(rig.deliveries()).extracting(Delivery::id).doesNotHaveDuplicates();
    }

    @Test
    void an_endpoint_of_one_project_is_told_of_that_project_only() {
        var wish = new NewEndpoint(Rig.PROJECT, URL, null, "", SecretKind.HMAC);
        webhooks.create(Rig.ACCOUNT, wish);
        rig.happens(event(Rig.ACCOUNT, Rig.PROJECT + 1));
        rig.happens(event(STRANGER, Rig.PROJECT));
        assertThat(rig.deliveries()).isEmpty();

        rig.happens(event(Rig.ACCOUNT, Rig.PROJECT));
        assertThat(rig.onlyDelivery().projectId()).isEqualTo(Rig.PROJECT);
    }

    private static Event event(long account, long project) {
        return new Event(TaskId.next(), account, project, Rig.KEY, "video.failed", NOON, null);
    }

    @Test
    void an_event_that_is_undone_is_told_to_nobody() {
        create();
        var event = event(Rig.ACCOUNT, Rig.PROJECT);
        try {
            rig.database.write(
                    tx -> {
                        webhooks.appended(tx, event);
                        throw new IllegalArgumentException("undo");
                    });
        } catch (IllegalArgumentException _) {
            assertThat(rig.deliveries()).isEmpty();
            return;
        }
        throw new AssertionError("not undone");
    }

    @Test
    void a_callback_url_that_cannot_be_read_any_more_does_not_stop_the_task() {
        rig.happens("video.completed", "nonsense");

        assertThat(rig.onlyDelivery().target()).isEqualTo("callback:");
    }

    @Test
    void a_change_changes_what_it_names_and_moves_what_waits() throws Exception {
        try (var receiver = new FakeUpstream(OK)) {
            var id = create("video.completed").id();
            rig.happens("video.completed", null);
            webhooks.update(
                    Rig.ACCOUNT,
                    id,
                    new EndpointChange(receiver.url("/new"), null, "the new one", null));
            Rig.deliverAll(deliverer);

            var changed = webhooks.get(Rig.ACCOUNT, id);
            assertThat(changed.description()).isEqualTo("the new one");
            assertThat(changed.events()).containsExactly("video.completed");
            assertThat(receiver.requests().getFirst()).startsWith("POST /new ");

            webhooks.update(
                    Rig.ACCOUNT, id, new EndpointChange(null, List.of("video.failed"), null, null));
            rig.happens("video.completed", null);
            assertThat(rig.deliveries()).hasSize(1);
        }
    }

    @Test
    void a_disabled_endpoint_says_why_gets_nothing_and_can_be_enabled_again() {
        var id = create().id();
        rig.happens("video.completed", null);
        var disabled = webhooks.update(Rig.ACCOUNT, id, enabled(false));
        rig.happens("video.completed", null);

        assertThat(disabled.disabledReason()).isEqualTo("Disabled by its owner");
        assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.CANCELED);
        assertThat(refused(() -> webhooks.sendTest(Rig.ACCOUNT, id)).code())
                .isEqualTo(ErrorCode.REQUEST_CONFLICT);
        assertThat(
                        refused(
                                        () ->
                                                webhooks.log()
                                                        .redeliver(
                                                                Rig.ACCOUNT,
                                                                rig.onlyDelivery().id()))
                                .code())
                .isEqualTo(ErrorCode.REQUEST_CONFLICT);

        var again = webhooks.update(Rig.ACCOUNT, id, enabled(true));
        assertThat(again.enabled()).isTrue();
        assertThat(again.disabledReason()).isNull();
        assertThat(webhooks.log().redeliverSince(Rig.ACCOUNT, id, NOON)).isEqualTo(1);
        assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.PENDING);
    }

    @Test
    void a_deleted_endpoint_leaves_its_log_and_no_secret() {
        var id = create().id();
        rig.happens("video.completed", null);
        webhooks.delete(Rig.ACCOUNT, id);

        assertNotFound(() -> webhooks.get(Rig.ACCOUNT, id));
        assertThat(rig.onlyDelivery().lastError()).isEqualTo("The endpoint was deleted");
        assertThat(rows("webhook_secret")).isZero();
    }

    @Test
    void a_test_message_reaches_an_endpoint_that_wants_something_else() throws Exception {
        try (var receiver = new FakeUpstream(OK)) {
            var created = rig.endpoint(receiver, "video.expired");
            var delivery = webhooks.sendTest(Rig.ACCOUNT, created.endpoint().id());
            Rig.deliverAll(deliverer);

            var request = receiver.received().getFirst();
            assertThat(request.header("webhook-id")).isEqualTo(delivery.id());
            assertThat(request.text())
                    .isEqualTo(
                            """
                            {"type":"webhook.test","timestamp":"2026-11-22T12:00:00.000Z",\
                            "data":{"endpoint_id":"%s"}}"""
                                    .formatted(created.endpoint().id()));
            assertThat(rig.verifies(request, created.secret())).isTrue();
            assertThat(rig.onlyDelivery().state()).isEqualTo(DeliveryState.DELIVERED);
            assertThat(rig.onlyDelivery().taskId()).isNull();
        }
    }

    @Test
    void the_secret_of_a_keys_callbacks_is_made_once_however_many_ask() throws Exception {
        var asking = new ArrayList<Callable<Secret>>();
        for (int i = 0; i < 20; i++) {
            asking.add(() -> webhooks.callbackSecret(Rig.KEY));
        }
        var shown = new ArrayList<Secret>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : callers.invokeAll(asking)) {
                shown.add(answer.get());
            }
        }
        assertThat(shown).hasSize(20).containsOnly(webhooks.callbackSecret(Rig.KEY));
        assertThat(webhooks.callbackSecret("token_2")).isNotIn(shown);
    }

    @Test
    void a_rotated_callback_secret_is_the_one_that_is_shown() {
        var old = webhooks.callbackSecret(Rig.KEY);
        var fresh = webhooks.rotateCallbackSecret(Rig.KEY, Duration.ofHours(1));

        assertThat(fresh).isNotEqualTo(old).isEqualTo(webhooks.callbackSecret(Rig.KEY));
        assertThat(signing("key:" + Rig.KEY)).containsExactly(fresh, old);

        rig.clock.advance(Duration.ofHours(1));
        assertThat(signing("key:" + Rig.KEY)).containsExactly(fresh);
    }

    private List<Secret> signing(String owner) {
        var secrets = new Secrets(rig.box);
        return rig
                .<List<SigningSecret>>read(tx -> secrets.signing(tx, owner, rig.clock.instant()))
                .stream()
                .map(SigningSecret::shown)
                .toList();
    }

    @Test
    void an_overlap_is_at_most_30_days() {
        var id = create().id();
        for (var overlap : List.of(Duration.ofSeconds(-1), Duration.ofDays(31))) {
            assertThat(refused(() -> webhooks.rotateSecret(Rig.ACCOUNT, id, overlap)).param())
                    .isEqualTo("overlap");
        }
    }
}

package dev.conch.webhook;

import dev.conch.base.Secret;
import dev.conch.base.SecretBox;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Work;
import dev.conch.event.Event;
import dev.conch.outbound.OutboundClient;
import dev.conch.outbound.OutboundClients;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.SettableClock;
import dev.conch.webhook.Signatures.Received;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Webhooks on a real database, posting to real sockets, with a clock that is moved by hand. */
final class Rig {
    static final long ACCOUNT = 7;
    static final long PROJECT = 70;
    static final String KEY = "token_1";

    final SettableClock clock = new SettableClock();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final SecretBox box = new SecretBox(new byte[32]);
    final long seed = new Random().nextLong();

    /** Grows with each task that is written, so that two writings never look the same. */
    final AtomicInteger written = new AtomicInteger();

    /** Host names that resolve; everything else is loopback. */
    final Map<String, String> hosts = new ConcurrentHashMap<>();

    final Database database;
    final Webhooks webhooks;
    private volatile Runnable onPause = () -> {};

    Rig(Database database) {
        this.database = database;
        webhooks = new Webhooks(database, box, outbound(), clock);
    }

    private OutboundClient outbound() {
        return OutboundClients.resolving(host -> hosts.getOrDefault(host, "127.0.0.1"));
    }

    String taskJson(TaskId task) {
        return "{\"id\":\"" + task + "\",\"status\":\"ü\",\"n\":" + written.incrementAndGet() + "}";
    }

    Deliverer deliverer(String node) {
        return deliverer(
                node, new Deliverer.Settings(Duration.ofMillis(20), Duration.ofSeconds(5), 8, 256));
    }

    Deliverer deliverer(String node, Deliverer.Settings settings) {
        return new Deliverer(
                new Deliverer.Parts(database, outbound(), box, this::taskJson, new Random(seed)),
                settings,
                node,
                clock,
                (_, _) -> onPause.run(),
                metrics);
    }

    /** What happens while the gateway waits for its database. */
    void onPause(Runnable action) {
        onPause = action;
    }

    /** Sends what is due, and what becomes due by it, until nothing is. */
    static void deliverAll(Deliverer deliverer) throws InterruptedException {
        while (deliverer.pass() > 0) {
            deliverer.finish();
        }
    }

    CreatedEndpoint endpoint(FakeUpstream receiver, String... events) {
        return webhooks.create(
                ACCOUNT,
                new NewEndpoint(
                        null,
                        receiver.url("/hook"),
                        events.length == 0 ? null : List.of(events),
                        "",
                        SecretKind.HMAC));
    }

    TaskId happens(String type, @Nullable String callbackUrl) {
        return happens(TaskId.next(), type, callbackUrl);
    }

    TaskId happens(TaskId task, String type, @Nullable String callbackUrl) {
        happens(new Event(task, ACCOUNT, PROJECT, KEY, type, clock.instant(), callbackUrl));
        return task;
    }

    void happens(Event event) {
        database.write(
                tx -> {
                    webhooks.appended(tx, event);
                    return event;
                });
    }

    <T> T read(Work<T> work) {
        return database.read(work);
    }

    List<Delivery> deliveries() {
        return webhooks.log()
                .list(ACCOUNT, new DeliveryQuery(null, null, null, null, null, 100))
                .deliveries();
    }

    Delivery onlyDelivery() {
        var all = deliveries();
        if (all.size() != 1) {
            throw new AssertionError("not one delivery but " + all);
        }
        return all.getFirst();
    }

    DeliveryDetails details(Delivery delivery) {
        return webhooks.log().get(ACCOUNT, delivery.id());
    }

    /** What the receiver does with a secret that was shown to it. */
    boolean verifies(FakeUpstream.Received request, Secret shown) {
        return Signatures.verify(
                new Received(
                        request.header("webhook-id"),
                        request.header("webhook-timestamp"),
                        request.header("webhook-signature"),
                        request.body()),
                List.of(SigningSecret.parse(shown)),
                clock.instant(),
                Duration.ofMinutes(5));
    }

    double attempts(String outcome) {
        return metrics.counter("conch.webhooks.attempts", "outcome", outcome).count();
    }
}

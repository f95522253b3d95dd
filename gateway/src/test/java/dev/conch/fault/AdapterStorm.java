package dev.conch.fault;

import static java.util.Objects.requireNonNull;

import dev.conch.fault.FaultPlan.Kind;
import dev.conch.fault.UpstreamBooks.Submit;
import dev.conch.provider.ScriptedUpstream;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.WireRequest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one scripted server misbehave by {@link FaultPlan}, ends its jobs when their time has come,
 * and writes the books. Which order a submit is for is told by its prompt, which is somewhere in
 * every dialect.
 */
final class AdapterStorm implements ScriptedUpstream.Director {
    private final Adapter adapter;
    private final ScriptedUpstream server;
    private final UpstreamBooks books;
    private final FaultPlan plan;
    private final Dice dice;
    private final Map<WireRequest, Submit> open = new ConcurrentHashMap<>();
    private final Map<String, UpstreamJob> unended = new ConcurrentHashMap<>();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final AtomicInteger submits = new AtomicInteger();

    AdapterStorm(
            Adapter adapter,
            ScriptedUpstream server,
            UpstreamBooks books,
            FaultPlan plan,
            Dice dice) {
        this.adapter = adapter;
        this.server = server;
        this.books = books;
        this.plan = plan;
        this.dice = dice;
    }

    @Override
    public Fault fault(Step step, WireRequest request) {
        endWhatIsDone();
        return switch (step) {
            case SUBMIT -> submitted(request);
            case POLL, LINK -> plan.next(Kind.POLL, place(request));
            case DOWNLOAD -> plan.next(Kind.DOWNLOAD, place(request));
            case CANCEL -> plan.next(Kind.CANCEL, place(request));
            case LIST -> listed(request);
        };
    }

    /** The same for the same job, not for the same link. */
    private String place(WireRequest request) {
        return adapter + request.path();
    }

    private void endWhatIsDone() {
        for (var job : List.copyOf(unended.values())) {
            if (job.state() != UpstreamJob.State.RUNNING && unended.remove(job.id(), job)) {
                server.end(job.id(), job.state() == UpstreamJob.State.SUCCEEDED);
            }
        }
    }

    private Fault submitted(WireRequest request) {
        var prompt = Order.promptIn(request.text());
        var fault = plan.next(Kind.SUBMIT, prompt);
        var submit = new Submit(adapter.provider(), "", rule(request), fault);
        books.submitted(prompt, submit);
        open.put(request, submit);
        return fault;
    }

    private Fault listed(WireRequest request) {
        var fault = plan.next(Kind.LIST, place(request));
        if (adapter.listsAll(request) && (fault == Fault.NONE || fault == Fault.DRIP)) {
            books.listed(adapter.provider());
        }
        return fault;
    }

    private Submit.Rule rule(WireRequest request) {
        if (adapter.free()) {
            return Submit.Rule.FREE;
        }
        var key = request.headers().getOrDefault("idempotency-key", "");
        return adapter.keepsKeys() && !keys.add(key) ? Submit.Rule.SAME_KEY : Submit.Rule.ONCE;
    }

    @Override
    public boolean refuses(Fault fault, WireRequest request) {
        if (fault.certainlyRefuses()) {
            return true;
        }
        return open.containsKey(request)
                && !fault.takes()
                && dice.happens(0.5, "takes", adapter, submits.incrementAndGet());
    }

    @Override
    public void began(String id, WireRequest request) {
        var prompt = Order.promptIn(request.text());
        var job =
                new UpstreamJob(
                        new UpstreamJob.Name(adapter.provider(), id, server.reference(id)),
                        prompt,
                        !adapter.free(),
                        dice,
                        UpstreamJob.Content.clip(id));
        books.took(requireNonNull(open.get(request)), job);
        unended.put(id, job);
    }

    @Override
    public void stopped(String id) {
        books.job(adapter.provider(), id).ifPresent(UpstreamJob::stopped);
        unended.remove(id);
    }

    @Override
    public byte[] video(String id) {
        return books.job(adapter.provider(), id).orElseThrow().content().video();
    }
}

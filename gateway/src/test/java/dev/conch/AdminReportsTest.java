package dev.conch;

import static dev.conch.testing.Admin.ok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Money;
import dev.conch.db.Dialect;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.testing.Admin;
import dev.conch.testing.TestGateway;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What videos brought and cost. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AdminReportsTest {
    private static final String STANDARD =
            TestGateway.MARBLE
                    .replace("-pro", "-standard")
                    .replace("}", ", \"duration_seconds\": 6}");

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private Admin operator;

    @BeforeEach
    void open() {
        gateway = TestGateway.on(dialect, folder, 10_000).start();
        operator = Admin.operator(gateway);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void completes(String body) {
        var id =
                TestGateway.json(gateway.post(TestGateway.TEXT_TO_VIDEO, body))
                        .at("/id")
                        .asString();
        gateway.awaitStatus(id, "completed");
    }

    private JsonNode report(String query) {
        return ok(operator.get("reports/costs" + query));
    }

    private static List<Long> sums(JsonNode line) {
        return List.of(
                line.at("/tasks").asLong(),
                line.at("/price_micro_cents").asLong(),
                line.at("/cost_micro_cents").asLong(),
                line.at("/margin_micro_cents").asLong(),
                line.at("/tasks_of_unknown_cost").asLong());
    }

    @Test
    void costs_are_summed_by_model_and_what_is_not_known_is_left_out_of_the_margin() {
        completes(TestGateway.MARBLE); // nobody says what it costs
        gateway.provider.costs(new Money(28_500_000));
        completes(TestGateway.MARBLE);
        completes(STANDARD);

        var report = report("");

        assertThat(report.at("/by").asString()).isEqualTo("model");
        assertThat(report.at("/lines")).hasSize(2);
        var pro = report.at("/lines/0");
        assertThat(pro.at("/model").asString()).isEqualTo("hailuo-02-text-to-video-pro");
        assertThat(sums(pro)).containsExactly(2L, 114_000_000L, 28_500_000L, 28_500_000L, 1L);
        assertThat(sums(report.at("/lines/1")))
                .containsExactly(1L, 30_000_000L, 28_500_000L, 1_500_000L, 0L);
        assertThat(sums(report.at("/total")))
                .containsExactly(3L, 144_000_000L, 57_000_000L, 30_000_000L, 1L);
    }

    @Test
    void a_report_is_of_what_was_completed_between_two_times() {
        completes(TestGateway.MARBLE);
        gateway.clock.advance(Duration.ofDays(1));
        completes(STANDARD);
        completes(STANDARD);
        gateway.clock.advance(Duration.ofMillis(1));

        assertThat(sums(report("").at("/total")).getFirst()).isEqualTo(3);
        assertThat(sums(report("?since=2026-11-23T12:00:00Z").at("/total")).getFirst())
                .isEqualTo(2);
        assertThat(sums(report("?until=2026-11-23T12:00:00Z").at("/total")).getFirst())
                .isEqualTo(1);
        assertThat(report("?since=2026-11-24T00:00:00Z").at("/lines")).isEmpty();
        assertThat(operator.get("reports/costs?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(operator.get("reports/costs?by=day").body())
                .contains("by must be one of: model, provider, account");
    }

    @Test
    void the_same_by_provider_and_by_account() {
        completes(TestGateway.MARBLE);
        gateway.clock.advance(Duration.ofSeconds(1));

        assertThat(report("?by=provider").at("/lines/0/provider").asString()).isEqualTo("scripted");
        assertThat(report("?by=account").at("/lines/0/account_id").asLong()).isEqualTo(1);
    }

    @Test
    void refused_submits_are_counted_by_provider_and_kind_of_trouble() {
        refuses(ErrorClass.USER, "2013");
        refuses(ErrorClass.USER, "2014");
        refuses(ErrorClass.CONTENT, null);
        gateway.clock.advance(Duration.ofSeconds(1));

        var refused = report("").at("/refused_submits");

        assertThat(refused.toString())
                .isEqualTo(
                        """
                        [{"provider":"scripted","trouble":"user","submits":2},\
                        {"provider":"scripted","trouble":"content","submits":1}]""");
        assertThat(report("").at("/lines")).isEmpty();
        assertThat(report("?since=2026-11-22T12:00:01Z").at("/refused_submits")).isEmpty();
    }

    private void refuses(ErrorClass kind, @Nullable String code) {
        gateway.provider.answers(
                new SubmitOutcome.Refused(
                        new Trouble(kind, new Failure("refused", "It was refused"), code, null)));
        gateway.awaitStatus(gateway.createMarble(), "failed");
    }
}

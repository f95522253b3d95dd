package dev.conch.provider.runapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.ErrorCode;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.ErrorRows;
import dev.conch.provider.http.Reply;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class RunApiErrorsTest {
    private final Refusals refusals = new Refusals(new SettableClock());

    static Stream<Map.Entry<String, ErrorClass>> rows() {
        return ErrorRows.beside(RunApiProvider.class).entrySet().stream();
    }

    private static Reply.Answer answer(int status, String body) {
        return new Reply.Answer(
                status, Map.of("retry-after", "7"), body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void every_row_of_the_table_is_read_from_an_answer(Map.Entry<String, ErrorClass> row) {
        var code = row.getKey();
        var answer =
                code.startsWith("http-")
                        ? answer(Integer.parseInt(code.substring(5)), "{\"error\":\"no\"}")
                        : answer(418, "{\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}");

        var trouble = refusals.trouble(answer);

        assertThat(trouble.errorClass()).isEqualTo(row.getValue());
        assertThat(trouble.upstreamCode()).isEqualTo(code);
        assertThat(trouble.retryAfter()).hasSeconds(7);
    }

    /** What this gateway never answers to a create or says of a task. */
    private static final Set<ErrorCode> ELSEWHERE =
            Set.of(
                    ErrorCode.CLI_LISTEN_REQUIRED,
                    ErrorCode.TASK_NOT_CANCELABLE,
                    ErrorCode.LINK_EXPIRED,
                    ErrorCode.CALLBACK_API_KEY_UNUSABLE,
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    ErrorCode.TOO_MANY_LISTENER_POLLS,
                    ErrorCode.TOO_MANY_KEY_LISTENERS,
                    ErrorCode.TOO_MANY_ACCOUNT_LISTENERS);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void every_code_of_this_gateway_is_in_the_table(ErrorCode code) {
        assertThat(
                        ErrorRows.beside(RunApiProvider.class).containsKey(code.wireName())
                                || ELSEWHERE.contains(code))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 418, 451, 505, 599})
    void a_status_that_nobody_knows_is_ambiguous(int status) {
        assertThat(refusals.trouble(answer(status, "")).errorClass())
                .isEqualTo(ErrorClass.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"prompt is required\"}",
                "{\"error\":{\"message\":\"prompt is required\"}}",
                "{\"error\":\"prompt is required\",\"errors\":{\"prompt\":[\"is required\"]}}",
                "{\"message\":\"prompt is required\"}",
                "{\"detail\":\"prompt is required\"}"
            })
    void the_message_is_read_from_every_form(String body) {
        assertThat(refusals.trouble(answer(422, body)).failure().message())
                .contains("prompt is required");
    }

    @Test
    void a_code_at_the_top_is_read_as_well() {
        assertThat(
                        refusals.trouble(
                                        answer(400, "{\"error\":\"no\",\"code\":\"rate_limited\"}"))
                                .errorClass())
                .isEqualTo(ErrorClass.THROTTLE);
    }

    @Test
    void callers_do_not_see_what_our_account_lacks() {
        var body =
                "{\"error\":{\"message\":\"Balance of acme is 3\",\"code\":\"insufficient_credits\"}}";
        assertThat(refusals.trouble(answer(402, body)).failure().message()).doesNotContain("acme");
    }
}

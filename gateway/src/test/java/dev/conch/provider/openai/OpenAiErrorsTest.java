package dev.conch.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.ErrorRows;
import dev.conch.provider.http.Reply;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

class OpenAiErrorsTest {
    private final Refusals refusals = new Refusals("own", new SettableClock());

    static Stream<Map.Entry<String, ErrorClass>> rows() {
        return ErrorRows.beside(OpenAiProvider.class).entrySet().stream();
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
                        ? answer(Integer.parseInt(code.substring(5)), "{\"detail\":\"no\"}")
                        : answer(418, "{\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}");

        var trouble = refusals.trouble(answer);

        assertThat(trouble.errorClass()).isEqualTo(row.getValue());
        assertThat(trouble.retryAfter()).hasSeconds(7);
    }

    @Test
    void a_missing_key_is_not_the_callers_fault_though_its_type_says_so() {
        var body =
                "{\"error\":{\"message\":\"No key\",\"type\":\"invalid_request_error\",\"code\":null}}";
        assertThat(refusals.trouble(answer(401, body)).errorClass()).isEqualTo(ErrorClass.ACCOUNT);
    }

    @Test
    void no_money_is_not_too_much_at_once_though_its_status_says_so() {
        var body = "{\"error\":{\"message\":\"quota\",\"code\":\"insufficient_quota\"}}";
        assertThat(refusals.trouble(answer(429, body)).errorClass()).isEqualTo(ErrorClass.ACCOUNT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"size is wrong\"}}",
                "{\"error\":\"size is wrong\"}",
                "{\"detail\":\"size is wrong\"}",
                "{\"detail\":[{\"loc\":[\"body\",\"size\"],\"msg\":\"size is wrong\"}]}"
            })
    void the_message_is_read_from_every_frameworks_form(String body) {
        assertThat(refusals.trouble(answer(422, body)).failure().message())
                .contains("size is wrong");
    }
}

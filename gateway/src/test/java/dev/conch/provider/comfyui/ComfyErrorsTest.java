package dev.conch.provider.comfyui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.ErrorRows;
import dev.conch.provider.http.Reply;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

class ComfyErrorsTest {
    static Stream<Map.Entry<String, ErrorClass>> rows() {
        return ErrorRows.beside(ComfyProvider.class).entrySet().stream();
    }

    private static Reply.Answer answer(int status, String body) {
        return new Reply.Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void every_row_of_the_table_is_read_from_an_answer(Map.Entry<String, ErrorClass> row) {
        var code = row.getKey();
        var answer =
                code.startsWith("http-")
                        ? answer(Integer.parseInt(code.substring(5)), "no JSON")
                        : answer(418, "{\"error\":{\"type\":\"" + code + "\",\"message\":\"no\"}}");

        var trouble = new Refusals("comfy", new SettableClock()).trouble(answer);

        assertThat(trouble.errorClass()).isEqualTo(row.getValue());
    }
}

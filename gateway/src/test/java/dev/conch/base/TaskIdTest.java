package dev.conch.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTest {
    @Test
    void both_spellings_read_back_in_any_case() {
        var id = TaskId.next();

        assertThat(TaskId.parse(id.toString())).contains(id);
        assertThat(TaskId.parse(id.shortForm())).contains(id);
        assertThat(TaskId.parse(id.toString().toUpperCase(java.util.Locale.ROOT))).contains(id);
    }

    @Test
    void ids_sort_by_the_time_they_were_made() {
        var before = TaskId.next();
        for (int i = 0; i < 10_000; i++) {
            var next = TaskId.next();
            assertThat(next).isGreaterThan(before);
            before = next;
        }
    }

    @Test
    void an_id_is_a_uuid_of_version_7() {
        assertThat(TaskId.next().uuid().version()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tsk_",
                "tsk_abc123",
                "task_123",
                "0199f3f0-0000-7000-8000-00000000000",
                "0199f3f0_0000_7000_8000_000000000000",
                "tsk_0199f3f0-0000-7000-8000-000000000000",
                "../0199f3f0-0000-7000-8000-000000000000"
            })
    void anything_else_is_no_id(String text) {
        assertThat(TaskId.parse(text)).isEmpty();
    }
}

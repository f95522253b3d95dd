package dev.conch.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void words_become_what_each_dialect_says() {
        var sql = Sql.of("select {greatest}(a, '{}') from t {for_update} x {skip_locked}");

        assertThat(sql.in(Dialect.SQLITE)).isEqualTo("select max(a, '{}') from t  x ");
        assertThat(sql.in(Dialect.POSTGRESQL))
                .isEqualTo("select greatest(a, '{}') from t for update x for update skip locked");
    }

    @Test
    void a_word_that_nobody_knows_is_a_mistake_of_ours() {
        assertThatThrownBy(() -> Sql.of("select 1 {skip_lokced}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{skip_lokced}");
    }
}

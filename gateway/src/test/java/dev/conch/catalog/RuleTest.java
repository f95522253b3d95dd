package dev.conch.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.catalog.Rule.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleTest {
    private static final Condition LARGE = new Condition.Is("size", "large");
    private static final Condition NO_IMAGE = new Condition.Presence("image", false);

    @Test
    void a_field_can_be_required_by_another() {
        var rule = rule(List.of(LARGE), List.of("image"), List.of(), List.of(), Map.of());

        assertThat(complaint(rule, Map.of("size", "large")))
                .isEqualTo("image is required when size is large");
        assertThat(complaint(rule, Map.of("size", "small"))).isEmpty();
        assertThat(complaint(rule, Map.of("size", "large", "image", "x"))).isEmpty();
    }

    @Test
    void a_field_can_be_forbidden_by_several() {
        var rule = rule(List.of(LARGE, NO_IMAGE), List.of(), List.of(), List.of("seed"), Map.of());

        assertThat(complaint(rule, Map.of("size", "large", "seed", 1L)))
                .isEqualTo("seed is not allowed when size is large and image is absent");
        assertThat(complaint(rule, Map.of("size", "large", "seed", 1L, "image", "x"))).isEmpty();
    }

    @Test
    void one_of_some_fields_can_be_required() {
        var rule = rule(List.of(), List.of(), List.of("first", "last"), List.of(), Map.of());

        assertThat(complaint(rule, Map.of())).isEqualTo("first or last is required");
        assertThat(complaint(rule, Map.of("last", "x"))).isEmpty();
    }

    @Test
    void a_field_can_be_narrowed_by_another() {
        var rule =
                rule(List.of(LARGE), List.of(), List.of(), List.of(), Map.of("n", List.of(1L, 2L)));

        assertThat(complaint(rule, Map.of("size", "large", "n", 3L)))
                .isEqualTo("n must be one of: 1, 2 when size is large");
        assertThat(complaint(rule, Map.of("size", "large", "n", 2L))).isEmpty();
        assertThat(complaint(rule, Map.of("size", "large"))).isEmpty();
    }

    private static Rule rule(
            List<Condition> when,
            List<String> required,
            List<String> any,
            List<String> forbidden,
            Map<String, List<Object>> choices) {
        return new Rule(when, required, any, forbidden, choices, Map.of(), null, "a rule");
    }

    private static String complaint(Rule rule, Map<String, Object> given) {
        var problems = new Problems();
        rule.check("model", given, problems);
        return problems.none() ? "" : problems.refused().message();
    }
}

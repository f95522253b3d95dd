package dev.conch.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

class TargetRoomTest {
    private static final AttemptResult FAST =
            new AttemptResult.Answered(200, "", Duration.ofMillis(20));
    private static final AttemptResult SLOW =
            new AttemptResult.Answered(200, "", Duration.ofSeconds(9));
    private static final AttemptResult SILENT =
            new AttemptResult.Unanswered("timeout", "", Duration.ofSeconds(20));

    private final TargetRoom room = new TargetRoom(8, 256);

    private int reserve(String target) {
        return room.reserve(List.of(target)).getOrDefault(target, 0);
    }

    private void known(String target, AttemptResult result) {
        room.release(target, reserve(target) - 1);
        room.ended(target, result);
    }

    @Test
    void a_fast_target_has_eight_a_new_or_slow_one_four_and_a_silent_one_a_single_one() {
        known("fast", FAST);
        known("slow", SLOW);
        known("silent", SILENT);

        assertThat(room.reserve(List.of("fast", "slow", "silent", "new")))
                .isEqualTo(Map.of("fast", 8, "slow", 4, "silent", 1, "new", 4));
        assertThat(room.reserve(List.of("fast", "slow", "silent", "new"))).isEmpty();
    }

    @Test
    void a_silent_target_that_answers_again_has_all_its_room_back() {
        known("a", SILENT);
        known("a", FAST);

        assertThat(reserve("a")).isEqualTo(8);
    }

    @Test
    void a_thousand_silent_targets_leave_half_of_the_room_to_the_fast() {
        known("fast", FAST);
        var silent = IntStream.range(0, 1000).mapToObj(i -> "silent" + i).toList();

        assertThat(room.reserve(silent).values().stream().mapToInt(i -> i).sum()).isEqualTo(128);
        assertThat(reserve("fast")).isEqualTo(8);
        assertThat(room.full()).isFalse();
    }

    @Test
    void no_more_than_the_total_is_ever_under_way() {
        var fast = IntStream.range(0, 100).mapToObj(i -> "fast" + i).toList();
        fast.forEach(target -> known(target, FAST));

        assertThat(room.reserve(fast).values().stream().mapToInt(i -> i).sum()).isEqualTo(256);
        assertThat(room.full()).isTrue();
    }

    @Test
    void whatever_happens_all_room_comes_back() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var targets = List.of("a", "b", "c", "d", "e");
        var results = List.of(FAST, SLOW, SILENT);
        var held = new HashMap<String, Integer>();
        for (int i = 0; i < 2000; i++) {
            room.reserve(targets.subList(0, 1 + random.nextInt(5)))
                    .forEach((target, count) -> held.merge(target, count, Integer::sum));
            for (var target : new ArrayList<>(held.keySet())) {
                if (held.getOrDefault(target, 0) > 0 && random.nextBoolean()) {
                    held.merge(target, -1, Integer::sum);
                    if (random.nextInt(5) == 0) {
                        room.release(target, 1);
                    } else {
                        room.ended(target, results.get(random.nextInt(3)));
                    }
                }
            }
        }
        held.forEach((target, count) -> room.release(target, count));
        targets.forEach(target -> known(target, FAST));

        assertThat(room.reserve(targets).values()).as("seed %d", seed).containsOnly(8);
        var others = IntStream.range(0, 300).mapToObj(i -> "other" + i).toList();
        assertThat(room.reserve(others).values().stream().mapToInt(i -> i).sum())
                .as("seed %d", seed)
                .isEqualTo(128);
    }
}

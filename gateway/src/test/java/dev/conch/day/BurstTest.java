package dev.conch.day;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.day.Stage.Customer;
import dev.conch.db.Dialect;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Hundreds of tasks at once for a provider that takes few. */
class BurstTest {
    private static final int A_MINUTE = 20;
    private static final int AT_ONCE = 30;
    private static final long SEED = 20_261_124;
    private static final int TASKS = 500;
    private static final int OF_THE_GREEDY = 400;
    private static final int MODEST = 5;

    @TempDir(factory = InMemory.class)
    private Path folder;

    private Books books;
    private Station station;
    private Stage stage;

    @BeforeEach
    void open() throws IOException {
        var clock = new SettableClock();
        var terms =
                new Terms(
                        _ -> A_MINUTE, AT_ONCE, Duration.ofSeconds(60), Duration.ofSeconds(100), 0);
        books = new Books("harbor", terms, clock, SEED);
        station = new MinimaxStation(books);
        stage =
                new Stage(
                        folder,
                        Dialect.SQLITE,
                        clock,
                        Duration.ofSeconds(1),
                        Map.of(
                                station,
                                "submits_per_minute = %d%ntasks_in_flight = %d"
                                        .formatted(A_MINUTE, AT_ONCE)),
                        """
                        [[route]]
                        models = ["hailuo-*"]
                        to = ["harbor"]
                        """);
    }

    @AfterEach
    void close() {
        stage.close();
        station.close();
    }

    /** The greedy one orders first; all of it at one moment. */
    private List<String> orders() {
        var greedy = stage.customer("Greedy", 100_000);
        var modest = new ArrayList<Customer>();
        for (int i = 0; i < MODEST; i++) {
            modest.add(stage.project(greedy, "modest " + i));
        }
        var tasks = new ArrayList<String>();
        for (int i = 0; i < TASKS; i++) {
            int turn = i - OF_THE_GREEDY;
            var who = turn < 0 ? greedy : modest.get(turn % MODEST);
            tasks.add(stage.order(who, i, false));
        }
        return tasks;
    }

    @Test
    void five_hundred_tasks_at_once_wait_in_turn_and_the_provider_refuses_none() {
        var began = stage.now();
        var tasks = orders();
        assertThat(stage.now()).isEqualTo(began);

        stage.passUntilAllEnded(began.plus(Duration.ofHours(2)));

        var stories = stage.stories(tasks);
        assertThat(stories).allMatch(Story::completed);
        assertThat(stories).allMatch(story -> story.tries().size() == 1);
        assertThat(books.refused()).isEmpty();
        assertThat(books.jobs()).hasSize(TASKS);
        assertThat(books.mostAtOnce()).isLessThanOrEqualTo(AT_ONCE);
        assertThat(books.mostInAMinute()).isBetween(A_MINUTE - 2, A_MINUTE);
        waitsAreFair(stories);
    }

    @Test
    void the_next_task_starts_when_the_rate_allows_it_however_seldom_the_worker_looks() {
        var customer = stage.customer("Ada", 1_000);
        var tasks = IntStream.range(0, 4).mapToObj(i -> stage.order(customer, i, false)).toList();

        stage.passUntilAllEnded(stage.now().plus(Duration.ofMinutes(10)));

        assertThat(stage.stories(tasks))
                .extracting(story -> story.waited().toMillis())
                .containsExactly(0L, 3_050L, 6_100L, 9_150L);
    }

    /**
     * Everybody's tasks start in turn: 20 of a modest project are started when about six times as
     * many are, and which of them it is makes no difference.
     */
    private void waitsAreFair(List<Story> stories) {
        var waits =
                stories.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Story::project,
                                        Collectors.averagingLong(s -> s.waited().toSeconds())));
        var sorted = waits.values().stream().sorted().toList();
        double secondsPerStart = 60.0 / A_MINUTE;
        int each = (TASKS - OF_THE_GREEDY) / MODEST;
        assertThat(sorted).hasSize(MODEST + 1);
        assertThat(sorted.get(MODEST - 1) - sorted.getFirst())
                .as("between the modest: %s", waits)
                .isLessThan((MODEST + 1) * secondsPerStart);
        assertThat(sorted.get(MODEST - 1))
                .as("of the modest: %s", waits)
                .isLessThan((each / 2.0 + 2) * (MODEST + 1) * secondsPerStart * 1.1);
        assertThat(stories.stream().map(Story::waited).max(Duration::compareTo).orElseThrow())
                .isLessThan(Duration.ofSeconds((long) (TASKS * secondsPerStart * 1.1)));
    }
}

package dev.conch.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Accounts;
import dev.conch.account.Keys;
import dev.conch.account.Priority;
import dev.conch.asset.FileStore;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.ledger.Ledger;
import dev.conch.task.TaskOrder.Parameters.FrameUrls;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import javax.imageio.ImageIO;

/** When a provider gets the address under which the caller has an image. */
class ImageAddressTest {
    private static final String URL = "https://images.example/first.png?signature=1";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private Database database;
    private Results results;
    private String image;

    @BeforeEach
    void open() throws IOException {
        database = TestDatabases.open(Dialect.SQLITE, folder);
        var files = FileStore.open(folder.resolve("files"), clock);
        var accounts =
                new Accounts(
                        database,
                        new Ledger(database),
                        new Keys(database, new byte[32], clock),
                        clock);
        results = new Results(files, new Retention(accounts, Duration.ofDays(7)));
        var png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB), "png", png);
        image = files.put(new ByteArrayInputStream(png.toByteArray()), 1 << 20).sha256();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Task task(FrameUrls urls) {
        var marble = Orders.marble(1, 1, Priority.NORMAL);
        var order =
                new TaskOrder(
                        marble.buyer(),
                        marble.service(),
                        marble.action(),
                        marble.model(),
                        new TaskOrder.Parameters(
                                        "p", 6, "768p", 768, image, null, urls, null, null, null,
                                        null, false, null)
                                .toJson(),
                        marble.price(),
                        marble.warnings(),
                        null,
                        "",
                        null,
                        null);
        var now = clock.instant();
        return new Task(TaskId.next(), order, TaskProgress.queued(now), 0, now, Task.Wishes.NONE);
    }

    private static Task started(Task task, Instant at) {
        return task.with(task.progress().submitting("node", "provider", "model", at));
    }

    private String address(Task task) {
        var frame = Objects.requireNonNull(results.request(task).wish().firstFrame());
        assertThat(frame.file()).exists();
        return String.valueOf(frame.url());
    }

    @Test
    void a_provider_may_fetch_an_image_from_its_owner_while_the_task_is_young() {
        var task = task(new FrameUrls(URL, null));

        var soon = started(task, clock.instant().plus(MINUTE));
        assertThat(address(soon)).isEqualTo(URL);
        clock.advance(Duration.ofDays(1));
        assertThat(address(soon)).as("asked again about the same attempt").isEqualTo(URL);
    }

    @Test
    void later_and_when_it_is_tried_again_the_image_goes_as_data() {
        var task = task(new FrameUrls(URL, null));
        var first = started(task, clock.instant().plus(MINUTE));
        var again =
                started(
                        first.with(first.progress().requeued(clock.instant())),
                        clock.instant().plus(MINUTE));

        assertThat(address(started(task, clock.instant().plus(MINUTE.multipliedBy(11)))))
                .isEqualTo("null");
        assertThat(address(again)).isEqualTo("null");
    }

    @Test
    void an_image_that_came_as_data_has_no_address() {
        assertThat(address(started(task(new FrameUrls(null, null)), clock.instant())))
                .isEqualTo("null");
    }

    @Test
    void whether_it_can_be_made_is_judged_without_the_address() {
        var wish = results.wish(task(new FrameUrls(URL, null)));

        assertThat(Objects.requireNonNull(wish.firstFrame()).url()).isNull();
    }
}

package dev.conch.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.asset.ByteRanges.Selection;
import dev.conch.asset.ByteRanges.Selection.Part;
import dev.conch.asset.ByteRanges.Selection.Unsatisfiable;
import dev.conch.asset.ByteRanges.Selection.Whole;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {
    private static final long SIZE = 1000;
    private static final String ETAG = "\"abc\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "bytes=0-99|0|99",
                "bytes=0-0|0|0",
                "bytes=500-|500|999",
                "bytes=-500|500|999",
                "bytes=999-999|999|999",
                "bytes=0-999|0|999",
                "bytes=0-1000|0|999",
                "bytes=0-|0|999",
                "bytes=-1|999|999",
                "bytes=-1000|0|999",
                "bytes=-5000|0|999",
                "Bytes=1-2|1|2",
                "bytes= 1-2 |1|2",
                "bytes=1-2,|1|2",
                "bytes=,, 1-2|1|2",
                "bytes=00001-0002|1|2",
                "bytes=5-99999999999999999999999|5|999",
                "bytes=-99999999999999999999999|0|999"
            })
    void one_range_is_cut_to_the_file(String header, long start, long end) {
        assertThat(ByteRanges.select(header, SIZE)).isEqualTo(new Part(start, end));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=,",
                "bytes=a-b",
                "bytes=5",
                "bytes=2-1",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=1 - 2",
                "bytes=0x1-2",
                "bytes =1-2",
                "bytes:1-2",
                "items=1-2",
                "bytes=0-0,5-6",
                "bytes=5000-,6000-",
                "bytes=٣-٤",
                "bytes=99999999999999999999-1"
            })
    void anything_else_means_the_whole_file(String header) {
        assertThat(ByteRanges.select(header, SIZE)).isEqualTo(new Whole());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=1000-", "bytes=1000-2000", "bytes=99999999999999999999-", "bytes=-0"})
    void a_range_behind_the_end_is_unsatisfiable(String header) {
        assertThat(ByteRanges.select(header, SIZE)).isEqualTo(new Unsatisfiable());
    }

    @Test
    void an_empty_file_has_no_ranges() {
        assertThat(ByteRanges.select("bytes=0-", 0)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRanges.select("bytes=-5", 0)).isEqualTo(new Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"abc\"", " \"abc\" "})
    void a_range_holds_if_the_file_is_still_the_one_that_the_client_knows(String ifRange) {
        assertThat(ByteRanges.select("bytes=1-2", ifRange, ETAG, SIZE)).isEqualTo(new Part(1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "W/\"abc\"", "abc", "*", "Sun, 22 Nov 2026 10:00:00 GMT"})
    void a_range_falls_if_the_file_may_be_another(String ifRange) {
        assertThat(ByteRanges.select("bytes=1-2", ifRange, ETAG, SIZE)).isEqualTo(new Whole());
        assertThat(ByteRanges.select("bytes=5000-", ifRange, ETAG, SIZE)).isEqualTo(new Whole());
    }

    @Test
    void the_content_range_header_counts_from_zero_and_includes_the_end() {
        var part = new Part(500, 999);
        assertThat(part.length()).isEqualTo(500);
        assertThat(part.contentRange(1000)).isEqualTo("bytes 500-999/1000");
        assertThat(new Unsatisfiable().contentRange(1000)).isEqualTo("bytes */1000");
    }

    @Test
    void a_very_long_header_is_ignored() {
        assertThat(ByteRanges.select("bytes=" + "0".repeat(5000) + "-9", SIZE))
                .isEqualTo(new Whole());
    }

    @Test
    void random_headers_give_a_part_inside_the_file_or_none() {
        long seed = new Random().nextLong();
        System.out.println("ByteRangesTest seed " + seed);
        var random = new Random(seed);
        String alphabet = "bytes=0123456789--,, \t9";
        int parts = 0;
        for (int round = 0; round < 200_000; round++) {
            var header = new StringBuilder(random.nextInt(8) == 0 ? "" : "bytes=");
            for (int length = random.nextInt(12); length > 0; length--) {
                header.append(
                        random.nextInt(3) == 0
                                ? alphabet.charAt(random.nextInt(alphabet.length()))
                                : alphabet.charAt(6 + random.nextInt(12)));
            }
            long size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextLong(1L << 40);
            var selection = ByteRanges.select(header.toString(), size);
            if (selection instanceof Part(long start, long end)) {
                parts++;
                assertThat(start >= 0 && start <= end && end < size)
                        .as("seed %d: %s of %d gave %s", seed, header, size, selection)
                        .isTrue();
            }
        }
        assertThat(parts).isGreaterThan(1000);
    }

    @Test
    void every_pair_of_positions_gives_exactly_the_asked_bytes() {
        for (long size = 0; size <= 6; size++) {
            for (long start = 0; start <= 7; start++) {
                for (long end = start; end <= 7; end++) {
                    Selection expected =
                            start < size
                                    ? new Part(start, Math.min(end, size - 1))
                                    : new Unsatisfiable();
                    assertThat(ByteRanges.select("bytes=" + start + "-" + end, size))
                            .isEqualTo(expected);
                }
            }
        }
    }
}

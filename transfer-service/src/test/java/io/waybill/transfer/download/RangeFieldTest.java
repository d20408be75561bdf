package io.waybill.transfer.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeFieldTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-, 0, 99",
        "bytes=10-19, 10, 19",
        "bytes=99-, 99, 99",
        "bytes=90-1000, 90, 99",
        "bytes=-1, 99, 99",
        "bytes=-100, 0, 99",
        "bytes=-1000, 0, 99",
        "Bytes = 5 - 6, 5, 6",
        "bytes=5-999999999999999999, 5, 99",
    })
    void aRangeInsideIsItsFirstAndLastByte(String field, long first, long last) {
        assertThat(RangeField.parse(field, 100)).containsExactly(new ByteRange(first, last));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-9,20-29,-5 | 0-9 20-29 95-99",
                "bytes=-5,20-29,0-9 | 95-99 20-29 0-9",
                "bytes= 0-1 , , 4-5, | 0-1 4-5",
                "bytes=0-9,5-14 | 0-14",
                "bytes=0-9,10-19 | 0-19",
                "bytes=10-19,0-9 | 0-19",
                "bytes=0-9,20-29,8-21 | 0-29",
                "bytes=50-59,0-9,20-29,9-20 | 50-59 0-29",
                "bytes=0-,-1 | 0-99",
                "bytes=5-5,5-5,5-5 | 5-5",
                "bytes=200-,7-8,-0 | 7-8",
            })
    void severalKeepTheirOrderAndThoseThatTouchAreOne(String field, String expected) {
        String ranges = RangeField.parse(field, 100).stream()
                .map(range -> range.first() + "-" + range.last())
                .collect(Collectors.joining(" "));

        assertThat(ranges).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=a-b",
                "bytes=5",
                "bytes=5-4",
                "bytes=0-1,5-4",
                "bytes=0-1,x",
                "bytes=0-1;4-5",
                "items=0-1",
                "bytes=--1",
                "bytes=0-9999999999999999999",
                "bytes=+1-2",
            })
    void whatIsNotUnderstoodIsTheWhole(String field) {
        assertThat(RangeField.parse(field, 100)).isEmpty();
    }

    @Test
    void noFieldIsTheWhole() {
        assertThat(RangeField.parse(null, 100)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=100- | 100",
                "bytes=100-200 | 100",
                "bytes=-0 | 100",
                "bytes=0- | 0",
                "bytes=-5 | 0",
                "bytes=0-0 | 0",
                "bytes=100-,-0,200-300 | 100"
            })
    void whatLiesOutsideIsRefusedWithTheSize(String field, long size) {
        assertRefused(field, size);
    }

    @Test
    void asManyAsAPageNeedsAreGivenAndNotThousands() {
        assertThat(RangeField.parse(many(RangeField.MAX_RANGES), 1_000)).hasSize(RangeField.MAX_RANGES);
        assertRefused(many(RangeField.MAX_RANGES + 1), 1_000);
        assertRefused("bytes=" + "0-,".repeat(1_300), 1_000);
    }

    @Test
    void aRangeTellsItsLengthAndPlace() {
        ByteRange range = new ByteRange(10, 19);

        assertThat(range.length()).isEqualTo(10);
        assertThat(range.contentRange(100)).isEqualTo("bytes 10-19/100");
    }

    private static String many(int count) {
        return "bytes="
                + IntStream.range(0, count).mapToObj(i -> 2 * i + "-" + 2 * i).collect(Collectors.joining(","));
    }

    private static void assertRefused(String field, long size) {
        assertThatThrownBy(() -> RangeField.parse(field, size))
                .isInstanceOfSatisfying(WaybillException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
                    assertThat(refused.fields()).containsEntry("size", size);
                });
    }
}

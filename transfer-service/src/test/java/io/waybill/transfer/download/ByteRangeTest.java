package io.waybill.transfer.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
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
        assertThat(ByteRange.parse(field, 100)).hasValue(new ByteRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5",
                "bytes=5-4",
                "bytes=0-1,4-5",
                "items=0-1",
                "bytes=--1",
                "bytes=0-9999999999999999999",
                "bytes=+1-2",
            })
    void whatIsNotOneRangeOfBytesIsTheWhole(String field) {
        assertThat(ByteRange.parse(field, 100)).isEmpty();
    }

    @Test
    void noFieldIsTheWhole() {
        assertThat(ByteRange.parse(null, 100)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bytes=100-, 100", "bytes=100-200, 100", "bytes=-0, 100", "bytes=0-, 0", "bytes=-5, 0", "bytes=0-0, 0"})
    void aRangeOutsideIsRefusedWithTheSize(String field, long size) {
        assertThatThrownBy(() -> ByteRange.parse(field, size))
                .isInstanceOfSatisfying(WaybillException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
                    assertThat(refused.fields()).containsEntry("size", size);
                });
    }

    @Test
    void itTellsItsLengthAndPlace() {
        ByteRange range = new ByteRange(10, 19);

        assertThat(range.length()).isEqualTo(10);
        assertThat(range.contentRange(100)).isEqualTo("bytes 10-19/100");
    }
}

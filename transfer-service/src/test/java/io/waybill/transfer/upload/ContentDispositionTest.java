package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.WaybillException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "inline; filename=\"a b.txt\"|a b.txt",
                "attachment;filename=plain.txt;size=3|plain.txt",
                "inline; FileName = \"Case.txt\"|Case.txt",
                "inline; filename=\"a;filename=b \\\"c\\\".txt\"|a;filename=b \"c\".txt",
                "inline; filename=\"x\"; filename*=UTF-8'de'gr%C3%B6%C3%9Fe|größe",
                "inline; filename*=utf-8''first; filename=second|first",
                "inline; filename=\"C:\\\\dir\\\\name.txt\"|name.txt",
                "inline; filename=\"dir/name.txt\"|name.txt",
                "inline; filename=\"open|open",
            })
    void theNameIsItsLastSegment(String field, String name) {
        assertThat(ContentDisposition.fileName(field)).hasValue(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "inline",
                "inline;",
                "inline; filename",
                "inline; filename=",
                "inline; filename=\"dir/\"",
                ";;=;"
            })
    void whatNamesNothingIsNoName(String field) {
        assertThat(ContentDisposition.fileName(field)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a; filename*=x",
                "a; filename*=ISO-8859-1''x",
                "a; filename*=UTF-8''%zz",
                "a; filename*=UTF-8''%ff"
            })
    void aNameThatCannotBeReadIsRefused(String field) {
        assertThatThrownBy(() -> ContentDisposition.fileName(field)).isInstanceOf(WaybillException.class);
    }

    @Test
    void aLongFieldIsReadInOnePass() {
        assertThat(ContentDisposition.fileName("a; filename=\"" + "\\\\".repeat(16_000) + "n\""))
                .hasValue("n");
        assertThat(ContentDisposition.fileName(null)).isEmpty();
    }
}

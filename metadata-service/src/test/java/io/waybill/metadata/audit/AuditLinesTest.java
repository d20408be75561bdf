package io.waybill.metadata.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditLinesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "plain|plain",
                "a,b|\"a,b\"",
                "say \"hi\"|\"say \"\"hi\"\"\"",
                "=1+1|'=1+1",
                "@cmd|'@cmd",
                "-2|'-2",
                "+2|'+2"
            })
    void aCellSaysWhatItHoldsAndDoesNothing(String value, String cell) {
        assertThat(AuditLines.cell(value)).isEqualTo(cell);
    }
}

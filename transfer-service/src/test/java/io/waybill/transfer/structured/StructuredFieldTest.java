package io.waybill.transfer.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredFieldTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "007,7",
        "999999999999999,999999999999999",
        "-999999999999999,-999999999999999",
        "' 42 ',42",
        "42;a=1;b=?0;c,42"
    })
    void anInteger(String field, long value) throws ParseException {
        assertThat(StructuredField.item(field)).isEqualTo(value);
    }

    @Test
    void everyOtherKindOfValue() throws ParseException {
        assertThat(StructuredField.item("?1")).isEqualTo(true);
        assertThat(StructuredField.item("?0;why=\"not yet\"")).isEqualTo(false);
        assertThat(StructuredField.item("1.5")).isEqualTo(new BigDecimal("1.5"));
        assertThat(StructuredField.item("-123456789012.123")).isEqualTo(new BigDecimal("-123456789012.123"));
        assertThat(StructuredField.item("\"a \\\"b\\\" \\\\\"")).isEqualTo("a \"b\" \\");
        assertThat(StructuredField.item("*a/b:c")).isEqualTo(new BareItem.Token("*a/b:c"));
        assertThat(StructuredField.item(":AQID:")).isEqualTo(new byte[] {1, 2, 3});
        assertThat(StructuredField.item("@1659578233")).isEqualTo(Instant.ofEpochSecond(1_659_578_233L));
        assertThat(StructuredField.item("%\"f%c3%bc\"")).isEqualTo(new BareItem.DisplayString("fü"));
    }

    @Test
    void aDictionaryKeepsItsOrderAndTheLastOfTwo() throws ParseException {
        Map<String, Object> members =
                StructuredField.dictionary(" max-size=10 ,\tb;p=1,*c=(1 \"x\";q  tok);l,max-size=12, d=?0 ");

        assertThat(members.keySet()).containsExactly("b", "*c", "max-size", "d");
        assertThat(members)
                .containsEntry("max-size", 12L)
                .containsEntry("b", true)
                .containsEntry("*c", List.of(1L, "x", new BareItem.Token("tok")))
                .containsEntry("d", false);
        assertThat(StructuredField.dictionary("  ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 2",
                "1,2",
                "-",
                "--1",
                "+1",
                "1e3",
                "1000000000000000",
                "1.",
                "1.1234",
                "1234567890123.1",
                "0x10",
                "?",
                "?2",
                "?true",
                "? 1",
                "\"open",
                "\"wrong \\escape\"",
                "\"tab\there\"",
                ":AQID",
                ":A*:",
                "@1.5",
                "%\"F%C3\"",
                "%\"%c3\"",
                "(1)",
                "1;",
                "1;A=2",
                "1;a=",
                "\t1",
                "1\u0000",
                "\u0663",
            })
    void whatIsNoItemIsRefused(String field) {
        assertThatThrownBy(() -> StructuredField.item(field)).isInstanceOf(ParseException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1,",
                ",a=1",
                "a=1,,b=2",
                "a=1 b=2",
                "A=1",
                "a= 1",
                "a=(1",
                "a=(1 2",
                "a=(1,2)",
                "a=((1))",
                "=1"
            })
    void whatIsNoDictionaryIsRefused(String field) {
        assertThatThrownBy(() -> StructuredField.dictionary(field)).isInstanceOf(ParseException.class);
    }
}

package io.waybill.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void isTheMiddleOfAnOddCount() {
        assertThat(Median.of(DoubleStream.of(9, 1, 5))).isEqualTo(new Median(5, 1, 9));
    }

    @Test
    void isBetweenTheTwoInTheMiddleOfAnEvenCount() {
        assertThat(Median.of(DoubleStream.of(4, 1, 2, 100))).isEqualTo(new Median(3, 1, 100));
    }

    @Test
    void nothingHasNone() {
        assertThatThrownBy(() -> Median.of(DoubleStream.empty())).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.waybill.transfer.coding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "none | IDENTITY",
                "'' | IDENTITY",
                "gzip | GZIP",
                "GZIP, deflate, br | GZIP",
                "gzip, deflate, br, zstd | ZSTD",
                "gzip;q=1.0, zstd;q=0.5 | GZIP",
                "zstd;q=0, gzip | GZIP",
                "gzip;q=0.5, identity | IDENTITY",
                "identity;q=0, gzip;q=0.1 | GZIP",
                "* | IDENTITY",
                "gzip;q=, zstd;x | IDENTITY",
                ";;;,,,q=1 | IDENTITY",
            })
    void theBestOfOursThatIsLiked(String field, ContentCoding best) {
        assertThat(AcceptEncoding.best(field)).isEqualTo(best);
    }
}

package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadConcatTest {
    private static final UUID A = UUID.randomUUID();
    private static final UUID B = UUID.randomUUID();

    @Test
    void aPartialIsAPiece() {
        assertThat(UploadConcat.parse("partial")).matches(UploadConcat::isPartial);
        assertThat(UploadConcat.parse(null)).isNull();
    }

    @Test
    void aFinalNamesItsPartialsInOrderAndMayRepeatThem() {
        UploadConcat named = UploadConcat.parse(
                "final;/api/uploads/" + A + "  https://files.example:8443/x/api/uploads/" + B + " uploads/" + A);

        assertThat(named.partials()).containsExactly(A, B, A);
        assertThat(named).matches(UploadConcat::isFinal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Partial",
                "final",
                "final;",
                "final; ",
                "final;/api/uploads/",
                "final;/api/uploads/nonsense",
                "final;/api/files/5b2f5f1e-6b1e-4a3c-9a55-0d3f6a1b2c3d",
                "final;/api/uploads/5b2f5f1e-6b1e-4a3c-9a55-0d3f6a1b2c3d?x=1",
                "final;/api/uploads/5b2f5f1e-6b1e-4a3c-9a55-0d3f6a1b2c3d#x",
                "final;/api/uploads/5b2f5f1e-6b1e-4a3c-9a55-0d3f6a1b2c3d/parts/1",
                "final;mailto:someone",
                "final;http://[",
                "final;/api/uploads/5b2f5f1e-6b1e-4a3c-9a55-0d3f6a1b2c3d\u00e4"
            })
    void anythingElseIsMalformed(String field) {
        assertMalformed(field);
    }

    @Test
    void theNumberOfPartialsIsLimited() {
        String most = String.join(" ", Collections.nCopies(UploadConcat.MAX_PARTIALS, "/api/uploads/" + A));

        assertThat(UploadConcat.parse("final;" + most).partials()).hasSize(UploadConcat.MAX_PARTIALS);
        assertMalformed("final;" + most + " /api/uploads/" + B);
    }

    private static void assertMalformed(String field) {
        assertThatThrownBy(() -> UploadConcat.parse(field))
                .isInstanceOfSatisfying(WaybillException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.MALFORMED_REQUEST));
    }
}

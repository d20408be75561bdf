package io.waybill.gateway.websession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is sent to another site with our name on the link (CWE-601). */
class ReturnPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/files", "/files/2026?view=grid&next=https://elsewhere.example", "/s/%C3%A4"})
    void leadsBackToOwnPaths(String path) {
        assertThat(ReturnPath.of(List.of(path))).isEqualTo(path);
    }

    @Test
    void leadsHomeWithoutOne() {
        assertThat(ReturnPath.of(List.of())).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://evil.example",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "/ok\r\nSet-Cookie: a=b",
                "/%0d%0aSet-Cookie:a=b",
                "/..//evil.example",
                "/a/../../evil",
                "/%2f%2fevil.example",
                "/%5cevil.example",
                " /files",
                "javascript:alert(1)",
                "data:text/html,x",
                "files",
                "@evil.example",
                ".evil.example",
                "/auth/login",
                "/auth/logout?x",
                "/files#//evil"
            })
    void leadsNowhereElse(String path) {
        assertThatThrownBy(() -> ReturnPath.of(List.of(path)))
                .isInstanceOfSatisfying(WaybillException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.INVALID_PATH));
    }

    @Test
    void isSaidOnce() {
        assertThatThrownBy(() -> ReturnPath.of(List.of("/a", "/b"))).isInstanceOf(WaybillException.class);
    }
}

package io.waybill.gateway.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import org.junit.jupiter.api.Test;

class HeaderRulesTest {
    private final MultiMap passed = MultiMap.caseInsensitiveMultiMap();

    @Test
    void passesWhatIsMeantForTheService() {
        MultiMap sent = headers()
                .add("Upload-Offset", "12")
                .add("If-None-Match", "\"a\"")
                .add("If-None-Match", "\"b\"")
                .add("X-HTTP-Method-Override", "PATCH");

        HeaderRules.copyRequest(sent, passed);

        assertThat(passed.getAll("If-None-Match")).containsExactly("\"a\"", "\"b\"");
        assertThat(passed.names())
                .containsExactlyInAnyOrder("Upload-Offset", "If-None-Match", "X-HTTP-Method-Override");
    }

    @Test
    void dropsWhatIsAboutOneConnection() {
        MultiMap sent = headers()
                .add("Connection", "keep-alive, X-Private ,upload-offset")
                .add("X-Private", "1")
                .add("Upload-Offset", "1")
                .add("Keep-Alive", "timeout=1")
                .add("TE", "trailers")
                .add("Trailer", "X")
                .add("Transfer-Encoding", "chunked")
                .add("Upgrade", "h2c")
                .add("HTTP2-Settings", "x")
                .add("Proxy-Authorization", "x")
                .add("Proxy-Connection", "x");

        HeaderRules.copyRequest(sent, passed);

        assertThat(passed).isEmpty();
    }

    @Test
    void dropsWhatAClientSaysAboutWhoItIs() {
        MultiMap sent = headers()
                .add("Authorization", "Bearer x")
                .add("Cookie", "a=b")
                .add("Forwarded", "for=1")
                .add("X-Forwarded-For", "1")
                .add("x-forwarded-anything", "1")
                .add("X-Real-IP", "1")
                .add("X-Request-Id", "mine")
                .add("X-Waybill-Subject", "admin")
                .add("X-Remote-User", "admin")
                .add("Host", "elsewhere");

        HeaderRules.copyRequest(sent, passed);

        assertThat(passed).isEmpty();
    }

    @Test
    void passesAnAnswerWithoutWhatIsAboutOneConnection() {
        MultiMap sent = headers()
                .add("Content-Length", "3")
                .add("ETag", "\"x\"")
                .add("Connection", "close, X-Hop")
                .add("X-Hop", "1")
                .add("Server", "secret/1.0")
                .add("X-Request-Id", "theirs")
                .add("Transfer-Encoding", "chunked");

        HeaderRules.copyResponse(sent, passed);

        assertThat(passed.names()).containsExactlyInAnyOrder("Content-Length", "ETag");
    }

    @Test
    void measuresHeaders() {
        MultiMap large = headers().add("X-Large", "x".repeat(HeaderLimits.MAX_BYTES));

        assertThatThrownBy(() -> HeaderLimits.check(large))
                .isInstanceOfSatisfying(WaybillException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.HEADERS_TOO_LARGE));
    }

    private static MultiMap headers() {
        return MultiMap.caseInsensitiveMultiMap();
    }
}

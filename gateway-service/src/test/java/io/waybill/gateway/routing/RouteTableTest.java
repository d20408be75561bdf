package io.waybill.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    @ParameterizedTest
    @CsvSource({
        "POST,    /api/uploads,                    uploads,         TRANSFER",
        "OPTIONS, /api/uploads,                    uploads,         TRANSFER",
        "PATCH,   /api/uploads/0190-ab,            upload,          TRANSFER",
        "PUT,     /api/uploads/0190-ab/parts/7,    upload-part,     TRANSFER",
        "POST,    /api/uploads/0190-ab/complete,   upload-complete, TRANSFER",
        "PUT,     /api/content/a,                  content,         TRANSFER",
        "POST,    /api/content/a,                  content,         TRANSFER",
        "OPTIONS, /api/content/a,                  content,         TRANSFER",
        "PUT,     /api/content/a/b;v=1/%C3%A4%25,  content,         TRANSFER",
        "GET,     /api/content/files/x/content?v=2, content,        TRANSFER",
        "GET,     /api/files,                      files,           METADATA",
        "GET,     /api/files?prefix=a/../b,        files,           METADATA",
        "DELETE,  /api/files/1,                    file,            METADATA",
        "GET,     /api/files/1/versions,           versions,        METADATA",
        "HEAD,    /api/files/1/content,            file-content,    TRANSFER",
        "GET,     /api/files/1/versions/2/content, version-content, TRANSFER",
        "POST,    /api/archives,                   archives,        TRANSFER",
        "HEAD,    /api/archives/1,                 archive,         TRANSFER",
        "GET,     /api/transfers?state=OPEN,       transfers,       METADATA",
        "GET,     /api/transfers/statistics,       transfer-statistics, METADATA",
        "GET,     /api/transfers/statistics/storage, storage-statistics, METADATA",
        "GET,     /api/transfers/clients,          transfer-clients, METADATA",
        "GET,     /api/transfers/0190-ab,          transfer,        METADATA",
        "GET,     /api/events,                     events,          NOTIFICATION",
        "GET,     /api/me,                         me,              GATEWAY",
        "POST,    /api/events/tickets,             event-tickets,   GATEWAY",
        "GET,     /auth/login?return=/files,       login,           GATEWAY",
        "GET,     /health,                         health,          GATEWAY",
        "GET,     /.well-known/jwks.json,          jwks,            GATEWAY",
    })
    void knowsWhoAnswers(String method, String target, String name, Destination destination) {
        Route route = RouteTable.find(HttpMethod.valueOf(method), target);

        assertThat(route.name()).isEqualTo(name);
        assertThat(route.destination()).isEqualTo(destination);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/",
                "/internal/versions",
                "/api/internal",
                "/q/health",
                "/q/metrics",
                "/q/dev",
                "/API/files",
                "/%61pi/files",
                "/api/file%73",
                "/api;x=1/files",
                "/api/files;x=1",
                "/api/files/a;b",
                "/api/files/a%20b",
                "/api/files/1/content/x",
                "/api/uploads/1/2",
                "/api/uploads/1/parts",
                "/api/uploads/1/parts/2/3",
                "/api/content",
                "/q/openapi.json",
                "/.well-known/other"
            })
    void refusesWhatIsNotThere(String target) {
        assertThatThrownBy(() -> RouteTable.find(HttpMethod.GET, target))
                .isInstanceOfSatisfying(WaybillException.class, refusal -> assertThat(refusal.code())
                        .isIn(ErrorCode.NOT_FOUND, ErrorCode.INVALID_PATH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "http://elsewhere/api/files",
                "elsewhere:80",
                "",
                "//api/files",
                "/api//files",
                "/api/files/",
                "/api/content/../files",
                "/api/content/./a",
                "/api/content/%2e%2e/files",
                "/api/content/.%2E/files",
                "/api/content/a%2Fb",
                "/api/content/a%5cb",
                "/api/content/a\\b",
                "/api/content/a%00",
                "/api/content/a%0d%0aX",
                "/api/content/a%7f",
                "/api/content/a%",
                "/api/content/a%4",
                "/api/content/a%zz",
                "/api/content/a b",
                "/api/content/\u00e4",
                "/api/content/a#b",
                "/api/content/a?x=\r\nHost: y",
                "/api/files?x=\u0000"
            })
    void refusesWhatTwoReadersCouldUnderstandDifferently(String target) {
        assertThatThrownBy(() -> RouteTable.find(HttpMethod.GET, target))
                .isInstanceOfSatisfying(WaybillException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.INVALID_PATH));
    }

    @Test
    void namesTheAllowedMethodsWhenAnotherWasUsed() {
        assertThatThrownBy(() -> RouteTable.find(HttpMethod.PATCH, "/api/content/a"))
                .isInstanceOfSatisfying(WaybillException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
                    assertThat(refusal.fields()).containsEntry("allow", "GET, HEAD, PUT, POST, OPTIONS");
                });
    }
}

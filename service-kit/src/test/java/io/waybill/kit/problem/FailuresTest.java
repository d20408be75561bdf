package io.waybill.kit.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.Problem;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void aKnownFailureStaysWhatItIsHoweverDeepItIsWrapped() {
        WaybillException known = new WaybillException(ErrorCode.OFFSET_MISMATCH, "The upload stands at 5.");

        assertThat(Failures.toShow(new IllegalStateException(new RuntimeException(known))))
                .isSameAs(known);
    }

    @Test
    void whatWeDoNotKnowSaysNothingAboutItself() {
        WaybillException shown = Failures.toShow(new IllegalStateException("password=secret"));

        assertThat(shown.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(shown.getMessage()).doesNotContain("secret");
        assertThat(shown).hasRootCauseMessage("password=secret");
    }

    @Test
    void aRuleBrokenInsideJsonKeepsItsOwnCode() {
        Throwable thrown = catchThrowable(() -> json.readValue("\"../etc/passwd\"", FilePath.class));

        assertThat(thrown).isInstanceOf(ValueInstantiationException.class);
        assertThat(Failures.toShow(thrown).code()).isEqualTo(ErrorCode.INVALID_PATH);
    }

    @Test
    void brokenJsonTellsWhereAndNotWhatItHeld() {
        Throwable thrown = catchThrowable(() -> json.readTree("{\"token\": hush}"));

        WaybillException shown = Failures.toShow(thrown);

        assertThat(shown.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(shown.getMessage()).contains("line 1").doesNotContain("hush");
    }

    @Test
    void aDatabaseThatIsAwayIsAReasonToTryAgain() {
        ConnectException refused = new ConnectException("Connection refused: /127.0.0.1:5432");
        refused.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("io.vertx.sqlclient.Pool", "getConnection", null, 1)});

        WaybillException shown = Failures.toShow(new RuntimeException(refused));

        assertThat(shown.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
        assertThat(shown.code().isTransient()).isTrue();
    }

    @Test
    void aRefusedConnectionIsTheDatabasesOnlyWhenItNamesIt() {
        System.setProperty("waybill.database", "postgresql://127.0.0.1:5439/waybill");
        try {
            assertThat(Failures.toShow(new ConnectException("Connection refused: /127.0.0.1:5439"))
                            .code())
                    .isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
            assertThat(Failures.toShow(new ConnectException("Connection refused: /127.0.0.1:9000"))
                            .code())
                    .isEqualTo(ErrorCode.INTERNAL);
        } finally {
            System.clearProperty("waybill.database");
        }
    }

    @Test
    void aConnectionThatWasResetIsTheDatabasesWhereThereIsOne() {
        SocketException reset = new SocketException("Connection reset");
        reset.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("sun.nio.ch.SocketChannelImpl", "throwConnectionReset", null, 394),
            new StackTraceElement("io.netty.channel.nio.NioEventLoop", "processSelectedKey", null, 796)
        });

        assertThat(Failures.toShow(reset).code()).isEqualTo(ErrorCode.INTERNAL);
        System.setProperty("waybill.database", "postgresql://127.0.0.1:5439/waybill");
        try {
            assertThat(Failures.toShow(reset).code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
            assertThat(Failures.toShow(new SocketException("Connection reset")).code())
                    .as("not read by Netty, as the driver's connections are")
                    .isEqualTo(ErrorCode.INTERNAL);
        } finally {
            System.clearProperty("waybill.database");
        }
    }

    @Test
    void aTransactionThatWasEndedForADeadlockIsWorthAnotherTry() {
        WaybillException shown =
                Failures.toShow(new RuntimeException(new IllegalStateException("ERROR: deadlock detected (40P01)")));

        assertThat(shown.code()).isEqualTo(ErrorCode.BUSY);
        assertThat(shown.code().isTransient()).isTrue();
    }

    @Test
    void refusedCredentialsAndRolesHaveTheirCodes() {
        assertThat(Failures.toShow(new AuthenticationFailedException()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(Failures.toShow(new UnauthorizedException()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(Failures.toShow(new ForbiddenException()).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @ParameterizedTest
    @CsvSource({
        "400,malformed_request",
        "404,not_found",
        "405,method_not_allowed",
        "406,not_acceptable",
        "413,too_large",
        "415,unsupported_media_type",
        "418,malformed_request",
        "431,headers_too_large",
        "500,internal",
        "503,unavailable"
    })
    void aBareStatusHasItsCode(int status, String code) {
        assertThat(Failures.ofStatus(status, null).code().code()).isEqualTo(code);
    }

    @Test
    void aProblemIsFlatJsonWithItsFieldsBesideTheRest() throws JsonProcessingException {
        WaybillException failure = new WaybillException(ErrorCode.DIGEST_MISMATCH, "The bytes differ.")
                .with("expected", "aa")
                .with("actual", "bb");

        JsonNode problem = json.readTree(json.writeValueAsString(Problem.of(failure, "r-1")));

        assertThat(problem).isEqualTo(json.readTree("""
                        {"type": "about:blank", "code": "digest_mismatch", "title": "The bytes do not match the promised digest",
                         "status": 400, "detail": "The bytes differ.", "instance": "r-1", "expected": "aa", "actual": "bb"}"""));
    }
}

package io.waybill.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalTest {
    @Test
    void nothingIsGivenByAnEmptyOrBlankEnvironment() {
        External external = External.from(Map.of("WAYBILL_KAFKA", "  ", "WAYBILL_ISSUER", ""));

        assertThat(external.kafka()).isEmpty();
        assertThat(external.issuer()).isEmpty();
        assertThat(external.database()).isEmpty();
        assertThat(external.s3()).isEmpty();
    }

    @Test
    void aJdbcUrlBecomesTheUrlOfEachDatabase() {
        External external = External.from(Map.of(
                "WAYBILL_DATABASE_URL", "jdbc:postgresql://db.example:5432/postgres?sslmode=require",
                "WAYBILL_DATABASE_USER", "waybill",
                "WAYBILL_DATABASE_PASSWORD", "secret"));

        assertThat(external.databaseUrl("waybill_transfer"))
                .isEqualTo("postgresql://db.example:5432/waybill_transfer?sslmode=require");
    }

    @Test
    void aServerWithoutADatabaseNameIsEnough() {
        External external = External.from(Map.of(
                "WAYBILL_DATABASE_URL", "postgresql://db.example",
                "WAYBILL_DATABASE_USER", "waybill",
                "WAYBILL_DATABASE_PASSWORD", "secret"));

        assertThat(external.databaseUrl("waybill_gateway")).isEqualTo("postgresql://db.example/waybill_gateway");
    }

    @Test
    void anotherDatabaseThanPostgresqlIsRefused() {
        assertThatThrownBy(() -> External.from(Map.of("WAYBILL_DATABASE_URL", "jdbc:mysql://db.example/x")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("jdbc:postgresql://");
    }

    @Test
    void anS3EndpointWithoutKeysIsRefused() {
        assertThatThrownBy(() -> External.from(Map.of("WAYBILL_S3_ENDPOINT", "http://127.0.0.1:9000")))
                .hasMessage("WAYBILL_S3_ACCESS_KEY must be set because WAYBILL_S3_ENDPOINT is.");
    }
}

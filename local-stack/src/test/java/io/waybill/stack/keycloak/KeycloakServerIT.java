package io.waybill.stack.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.stack.process.Listening;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeycloakServerIT {
    @TempDir
    Path home;

    @Test
    void usersSignInFromThisMachineAndAreTheSameAfterAKill() throws IOException {
        try (KeycloakServer server = KeycloakServer.start(home)) {
            JsonNode alice = claims(server.token("alice"));
            JsonNode admin = claims(server.token("admin"));

            assertThat(alice.path("iss").asText()).isEqualTo(server.issuer());
            assertThat(alice.path("aud").toString()).contains("waybill");
            assertThat(alice.path("preferred_username").asText()).isEqualTo("alice");
            assertThat(alice.path("groups").toString()).contains("user").doesNotContain("admin");
            assertThat(admin.path("groups").toString()).contains("admin");
            assertThat(alice.path("exp").asLong() - alice.path("iat").asLong()).isEqualTo(300);

            assertThat(Listening.beyondThisMachine(server.pid())).isEmpty();

            server.kill();
            server.start();

            assertThat(claims(server.token("alice")).path("sub")).isEqualTo(alice.path("sub"));
        }
    }

    private static JsonNode claims(String token) throws IOException {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }
}

package io.waybill.metadata.receipts;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.metadata.fixture.Rows;
import io.waybill.stack.postgres.PostgresServer;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every upload has a receipt that others can check (F-30). Checked with Nimbus, which signs nothing here. */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class ReceiptsIT {
    LocalIssuer issuer;
    PostgresServer postgres;

    @Inject
    ReceiptKeys keys;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void aReceiptSaysWhatWasCommittedAndIsSigned() throws Exception {
        CommitVersion commit = upload(owner, "a/b.txt", ConflictMode.VERSION, "bytes");
        JsonNode version = metadata.commit(commit).json();
        assertThat(version.path("receipt").asText()).isEqualTo("/api/receipts/" + commit.uploadId());

        JsonNode receipt = metadata.get(version.path("receipt").asText(), owner).json();
        JsonNode claims = verified(receipt.path("receipt").asText());

        assertThat(claims).isEqualTo(receipt.path("claims"));
        assertThat(claims.path("iss").asText()).isEqualTo("waybill");
        assertThat(claims.path("jti").asText()).isEqualTo(commit.uploadId().toString());
        assertThat(claims.path("sub").asText()).isEqualTo(owner);
        assertThat(claims.path("path").asText()).isEqualTo("a/b.txt");
        assertThat(claims.path("fileId")).isEqualTo(version.path("fileId"));
        assertThat(claims.path("versionId")).isEqualTo(version.path("versionId"));
        assertThat(claims.path("version").asInt()).isEqualTo(1);
        assertThat(claims.path("size").asLong()).isEqualTo(5);
        assertThat(claims.path("sha256").asText())
                .isEqualTo(Metadata.digest("bytes").hex());
        assertThat(claims.path("parts").asInt()).isEqualTo(1);
        assertThat(claims.path("started").asText())
                .isEqualTo(commit.startedAt().truncatedTo(ChronoUnit.MICROS).toString());
        assertThat(claims.path("completed")).isEqualTo(version.path("createdAt"));
        assertThat(claims.path("client").asText()).isEqualTo("test");
    }

    @Test
    void aReceiptStaysTheSameWhateverBecomesOfTheFile() throws Exception {
        metadata.committed(upload(owner, "x", ConflictMode.VERSION, "earlier"));
        CommitVersion commit = upload(owner, "x", ConflictMode.RENAME, "bytes");
        String id = metadata.committed(commit);
        String address = "/api/receipts/" + commit.uploadId();
        JsonNode before =
                verified(metadata.get(address, owner).json().path("receipt").asText());
        assertThat(before.path("path").asText()).isEqualTo("x_v2");

        metadata.post("/api/files/" + id + "/move", "{\"path\":\"y\"}", issuer.person(owner));
        metadata.commit(commit);
        metadata.delete("/api/files/" + id + "?permanent=true", owner);

        assertThat(verified(metadata.get(address, owner).json().path("receipt").asText()))
                .isEqualTo(before);
    }

    @Test
    void onlyOwnersAndAdminsSeeIt() throws Exception {
        CommitVersion commit = upload(owner, "mine", ConflictMode.VERSION, "bytes");
        String id = metadata.committed(commit);
        String address = "/api/receipts/" + commit.uploadId();

        assertThat(metadata.get(address, newOwner()).problemCode()).isEqualTo("not_found");
        assertThat(metadata.get("/api/receipts/" + UUID.randomUUID(), owner).problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.get("/api/receipts/nothing", owner).status()).isEqualTo(404);
        assertThat(metadata.send("GET", address, null, null).problemCode()).isEqualTo("unauthenticated");
        assertThat(metadata.get(address, "root", "admin").status()).isEqualTo(200);
        Answer restored = metadata.post("/api/files/" + id + "/versions/1/restore", "", issuer.person(owner));
        assertThat(restored.json().has("receipt")).isFalse();
    }

    @Test
    void aReceiptComesAloneForWhoeverWantsToKeepIt() throws Exception {
        CommitVersion commit = upload(owner, "kept", ConflictMode.VERSION, "bytes");
        metadata.committed(commit);

        Answer alone =
                Metadata.send(HttpRequest.newBuilder(URI.create(Metadata.base() + "/api/receipts/" + commit.uploadId()))
                        .header("Accept", "application/jose")
                        .header("Authorization", issuer.person(owner))
                        .build());

        assertThat(alone.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/jose"));
        assertThat(verified(alone.body()).path("path").asText()).isEqualTo("kept");
    }

    @Test
    void anEarlierKeyStaysPublishedBehindTheOneThatSigns() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String earlier =
                HexFormat.of().formatHex(generator.generateKeyPair().getPublic().getEncoded());
        Rows.execute(
                postgres,
                "insert into receipt_key values ('earlier', '\\x" + earlier + "', now() - interval '1 year')");

        keys.forget();
        Answer published = metadata.send("GET", "/.well-known/waybill-keys", null, null);

        assertThat(published.header("Cache-Control")).hasValue("public, max-age=60");
        assertThat(published.status()).isEqualTo(200);
        assertThat(published.body()).doesNotContain("\"d\"");
        assertThat(JWKSet.parse(published.body()).getKeys()).hasSize(2);
        CommitVersion commit = upload(owner, "now", ConflictMode.VERSION, "bytes");
        metadata.committed(commit);
        assertThat(JWSObject.parse(metadata.get("/api/receipts/" + commit.uploadId(), owner)
                                .json()
                                .path("receipt")
                                .asText())
                        .getHeader()
                        .getKeyID())
                .isEqualTo(JWKSet.parse(published.body()).getKeys().get(0).getKeyID());
        Rows.execute(postgres, "delete from receipt_key where id = 'earlier'");
        assertThat(metadata.send("GET", "/.well-known/waybill-keys", null, null).body())
                .as("the database is not asked again within a minute")
                .isEqualTo(published.body());
        keys.forget();
        assertThat(metadata.send("GET", "/.well-known/waybill-keys", null, null).body())
                .isNotEqualTo(published.body());
    }

    private JsonNode verified(String receipt) throws Exception {
        JWSObject jws = JWSObject.parse(receipt);
        JWK key = JWKSet.parse(metadata.send("GET", "/.well-known/waybill-keys", null, null)
                        .body())
                .getKeyByKeyId(jws.getHeader().getKeyID());
        assertThat(key.getKeyID()).isEqualTo(key.computeThumbprint().toString());
        assertThat(jws.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(jws.getPayload().toString());
    }
}

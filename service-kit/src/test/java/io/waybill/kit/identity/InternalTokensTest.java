package io.waybill.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternalTokensTest {
    private final SettableClock clock = new SettableClock();
    private final ServiceKey serviceKey = new ServiceKey(new byte[32]);
    private final AtomicInteger fetches = new AtomicInteger();
    private EllipticCurveJsonWebKey gatewayKey;
    private String keySet;
    private boolean gatewayIsDown;
    private InternalTokens tokens;

    @BeforeEach
    void trustOneGatewayKey() throws JoseException {
        gatewayKey = newKey("k1");
        keySet = publicHalf(gatewayKey);
        tokens = new InternalTokens(this::fetch, serviceKey, clock);
    }

    @Test
    void aTokenOfTheGatewaySpeaksForItsPerson() {
        Caller caller = verify(personToken(claims -> {}));

        assertThat(caller.subject()).isEqualTo("alice-id");
        assertThat(caller.name()).isEqualTo("alice");
        assertThat(caller.roles()).containsExactlyInAnyOrder("user", "admin");
        assertThat(caller.scopes()).containsExactlyInAnyOrder("read", "write");
        assertThat(caller.clientId()).isEqualTo("waybill-cli");
        assertThat(caller.isAdmin()).isTrue();
        assertThat(caller.isService()).isFalse();
    }

    @Test
    void aServiceCredentialSpeaksForItsService() {
        String authorization = new ServiceCredential(serviceKey, "transfer-service", clock).authorization();

        Caller caller = verify(BearerToken.in(authorization));

        assertThat(caller.subject()).isEqualTo("transfer-service");
        assertThat(caller.isService()).isTrue();
        assertThat(caller.isAdmin()).isFalse();
    }

    @Test
    void aServiceCredentialIsReusedForHalfItsLife() {
        ServiceCredential credential = new ServiceCredential(serviceKey, "transfer-service", clock);
        String first = credential.authorization();

        clock.advance(Duration.ofSeconds(29));
        assertThat(credential.authorization()).isEqualTo(first);

        clock.advance(Duration.ofSeconds(2));
        assertThat(credential.authorization()).isNotEqualTo(first);
    }

    @Test
    void anExpiredTokenIsRefusedAlsoWhenItWasGoodBefore() {
        String jwt = personToken(claims -> {});
        verify(jwt);

        clock.advance(Duration.ofSeconds(66));

        assertRefused(jwt);
    }

    @Test
    void aTokenWithoutAnEndOrWithAFarOneIsRefused() {
        assertRefused(personToken(claims -> claims.unsetClaim("exp")));
        assertRefused(personToken(claims -> claims.setExpirationTime(inSeconds(86_400))));
    }

    @Test
    void anotherIssuerOrAudienceOrNoSubjectIsRefused() {
        assertRefused(personToken(claims -> claims.setIssuer("somebody-else")));
        assertRefused(personToken(claims -> claims.setIssuer(ServiceCredential.ISSUER)));
        assertRefused(personToken(claims -> claims.setAudience("other")));
        assertRefused(personToken(claims -> claims.unsetClaim("sub")));
    }

    @Test
    void aPersonCannotClaimToBeAService() {
        assertRefused(personToken(claims -> claims.setStringListClaim("groups", "user", "service")));
    }

    @Test
    void claimsOfTheWrongTypeAreRefused() {
        assertRefused(personToken(claims -> claims.setClaim("scope", List.of("read"))));
        assertRefused(personToken(claims -> claims.setClaim("name", 5)));
    }

    @Test
    void aTokenSignedWithTheGatewaysPublicKeyAsASecretIsRefused() {
        byte[] publicKey = gatewayKey.getPublicKey().getEncoded();
        String jwt = sign("HS256", new HmacKey(publicKey), "k1", personClaims());

        assertRefused(jwt);
    }

    @Test
    void theServiceSecretCannotSignForAPerson() {
        assertRefused(sign("HS256", serviceKey.key(), null, personClaims()));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        String none = encode("{\"alg\":\"none\"}") + "." + encode(personClaims().toJson()) + ".";

        assertRefused(none);
    }

    @Test
    void aChangedTokenIsRefused() {
        String jwt = personToken(claims -> {});
        String[] parts = jwt.split("\\.", -1);
        JwtClaims bob = personClaims();
        bob.setSubject("bob-id");

        assertRefused(parts[0] + "." + encode(bob.toJson()) + "." + parts[2]);
    }

    @Test
    void aTokenOfAnUnknownKeyIsRefusedAndAsksTheGatewayOnceInFiveSeconds() throws JoseException {
        String jwt = sign("ES256", newKey("unknown").getPrivateKey(), "unknown", personClaims());

        for (int i = 0; i < 100; i++) {
            assertRefused(jwt);
        }

        assertThat(fetches).hasValue(1);
    }

    @Test
    void aForgedTokenWithAKnownKeyIdIsRefused() throws JoseException {
        assertRefused(sign("ES256", newKey("k1").getPrivateKey(), "k1", personClaims()));
    }

    @Test
    void aNewKeyOfTheGatewayIsFoundWithoutARestart() throws JoseException {
        verify(personToken(claims -> {}));
        EllipticCurveJsonWebKey next = newKey("k2");
        keySet = publicHalf(next);
        clock.advance(Duration.ofSeconds(5));

        Caller caller = verify(sign("ES256", next.getPrivateKey(), "k2", personClaims()));

        assertThat(caller.subject()).isEqualTo("alice-id");
    }

    @Test
    void aHotTokenCostsOneCheckAndOneFetch() {
        String jwt = personToken(claims -> {});

        Caller first = verify(jwt);

        assertThat(verify(jwt)).isSameAs(first);
        assertThat(fetches).hasValue(1);
    }

    @Test
    void withoutTheGatewaysKeysTheAnswerIsUnavailableAndNotARefusal() {
        gatewayIsDown = true;

        assertThatThrownBy(() -> verify(personToken(claims -> {})))
                .isInstanceOfSatisfying(
                        WaybillException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void knownKeysStayGoodWhileTheGatewayIsAway() {
        verify(personToken(claims -> {}));
        gatewayIsDown = true;
        clock.advance(Duration.ofMinutes(6));

        assertThat(verify(personToken(claims -> {})).subject()).isEqualTo("alice-id");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "....",
                "a.b.c",
                "eyJhbGciOiJFUzI1NiJ9.e30.",
                "eyJhbGciOjV9.e30.AA",
                "eyJhbGciOiJFUzI1NiIsImtpZCI6W119.e30.AA",
                "W10.e30.AA",
                "\u0000\uD83D\uDE00"
            })
    void garbageIsRefused(String jwt) {
        assertRefused(jwt);
    }

    @Test
    void anOversizedTokenIsRefusedUnread() {
        assertRefused(personToken(claims -> claims.setStringClaim("padding", "x".repeat(10_000))));
    }

    private Uni<String> fetch() {
        fetches.incrementAndGet();
        return gatewayIsDown
                ? Uni.createFrom().failure(new WaybillException(ErrorCode.UNAVAILABLE, "away"))
                : Uni.createFrom().item(keySet);
    }

    private Caller verify(String jwt) {
        return tokens.verify(jwt).await().indefinitely();
    }

    private void assertRefused(String jwt) {
        assertThatThrownBy(() -> verify(jwt)).isInstanceOfSatisfying(WaybillException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    private String personToken(Consumer<JwtClaims> change) {
        JwtClaims claims = personClaims();
        change.accept(claims);
        return sign("ES256", gatewayKey.getPrivateKey(), "k1", claims);
    }

    private JwtClaims personClaims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(InternalTokens.ISSUER);
        claims.setAudience(InternalTokens.AUDIENCE);
        claims.setSubject("alice-id");
        claims.setExpirationTime(inSeconds(60));
        claims.setStringListClaim("groups", "user", "admin");
        claims.setStringClaim("name", "alice");
        claims.setStringClaim("scope", "read write");
        claims.setStringClaim("client_id", "waybill-cli");
        return claims;
    }

    private NumericDate inSeconds(long seconds) {
        return NumericDate.fromSeconds(clock.instant().getEpochSecond() + seconds);
    }

    private static String sign(String algorithm, Key key, String keyId, JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        if (keyId != null) {
            signature.setKeyIdHeaderValue(keyId);
        }
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException unsigned) {
            throw new AssertionError(unsigned);
        }
    }

    private static EllipticCurveJsonWebKey newKey(String id) throws JoseException {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(id);
        return key;
    }

    private static String publicHalf(JsonWebKey key) {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}

package io.waybill.gateway;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.waybill.gateway.fixture.OidcPeer;
import io.waybill.gateway.fixture.RawClient;
import io.waybill.gateway.fixture.ServicePeer;
import io.waybill.gateway.fixture.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A running gateway, the service behind it, and clients good and bad. */
@QuarkusTestResource(Surroundings.class)
abstract class GatewayFixture {
    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ServicePeer service;
    OidcPeer oidc;

    @TestHTTPResource("/")
    URI gateway;

    HttpRequest.Builder request(String target) {
        return anonymous(target).header("Authorization", "Bearer " + oidc.token("alice"));
    }

    HttpRequest.Builder anonymous(String target) {
        return HttpRequest.newBuilder(gateway.resolve(target)).timeout(Duration.ofMinutes(2));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    RawClient raw() throws IOException {
        return new RawClient(gateway);
    }

    /** The first lines of a signed-in request; the caller ends them. */
    String head(String requestLine) {
        return requestLine + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + oidc.token("alice") + "\r\n";
    }
}

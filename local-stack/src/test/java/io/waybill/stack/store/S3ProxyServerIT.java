package io.waybill.stack.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ProxyServerIT {
    @TempDir
    Path home;

    @Test
    void itAnswersAndRefusesTheUnknown() throws IOException, InterruptedException {
        try (S3ProxyServer server = S3ProxyServer.start(home)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.endpoint() + "/waybill"))
                    .build();

            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }
    }
}

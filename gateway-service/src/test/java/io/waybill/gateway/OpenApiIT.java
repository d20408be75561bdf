package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.gateway.routing.RouteTable;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document and the route table say the same. */
@QuarkusTest
class OpenApiIT extends GatewayFixture {
    private static final Set<String> VERBS = Set.of("get", "head", "put", "post", "patch", "delete", "options");

    @Test
    void describesExactlyWhatIsRouted() throws Exception {
        Set<String> documented = new TreeSet<>();
        JsonObject paths = document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            paths.getJsonObject(path).fieldNames().stream()
                    .filter(VERBS::contains)
                    .forEach(verb -> documented.add(verb.toUpperCase(Locale.ROOT) + " " + path));
        }

        assertThat(documented).isEqualTo(routed());
    }

    @Test
    void namesEveryErrorCode() throws Exception {
        JsonObject codes =
                document().getJsonObject("components").getJsonObject("schemas").getJsonObject("ErrorCode");

        assertThat(codes.getJsonArray("enum").stream().map(String.class::cast))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    @Test
    void isServedAsYamlAsWell() throws Exception {
        HttpResponse<String> answer = send(anonymous("/q/openapi"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("openapi: 3.1.0").contains("appendToUpload");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().allValues("X-Request-Id")).hasSize(1);
    }

    private JsonObject document() throws Exception {
        HttpResponse<String> answer = send(anonymous("/q/openapi?format=json"));
        assertThat(answer.statusCode()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    /** The document and the pages that show it are not part of what they describe. */
    private static Set<String> routed() {
        return RouteTable.routes().stream()
                .filter(route -> !route.path().startsWith("/q/"))
                .flatMap(route -> route.methods().stream().map(method -> method + " " + route.path()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service is made of may be given away under Apache-2.0 with it, read from its bill of materials (CycloneDX). */
@Tag("gates")
class LicencesTest {
    /** One of these is enough where there is a choice. What else there is asks for more than to be named. */
    private static final Set<String> FITTING = Set.of(
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "BSD-4-Clause",
            "Bouncy Castle Licence",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "MIT",
            "MIT-0",
            "MPL-2.0",
            "Mozilla Public License Version 1.1",
            "Public Domain");

    @ParameterizedTest
    @ValueSource(strings = {"gateway-service", "transfer-service", "metadata-service", "notification-service"})
    void everyComponentHasAFittingLicence(String service) throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        JsonNode bill = new ObjectMapper()
                .readTree(root.resolve(service)
                        .resolve("target/" + service + "-sbom.json")
                        .toFile());
        Set<String> others = new TreeSet<>();
        for (JsonNode component : bill.path("components")) {
            Set<String> licences = licences(component);
            boolean ours = component.path("group").asText().equals("io.waybill");
            if (!ours && licences.stream().noneMatch(FITTING::contains)) {
                others.add(component.path("purl").asText() + " " + licences);
            }
        }

        assertThat(bill.path("components")).hasSizeGreaterThan(50);
        assertThat(others).isEmpty();
    }

    private static Set<String> licences(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .map(licence -> licence.path("license"))
                .map(licence -> licence.path("id").asText(licence.path("name").asText()))
                .collect(Collectors.toSet());
    }
}

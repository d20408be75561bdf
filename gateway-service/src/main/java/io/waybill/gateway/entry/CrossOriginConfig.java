package io.waybill.gateway.entry;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Which pages from elsewhere may use this API in a browser. */
@ConfigMapping(prefix = "waybill.cors")
public interface CrossOriginConfig {
    /** Their origins, separated by commas, each as a browser writes it: {@code https://app.example.org}. None by default. */
    Optional<List<String>> origins();
}

package io.waybill.transfer.preview;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes a service that could make no preview, or each of them twice, end at its start, with one sentence. */
@ApplicationScoped
class PreviewSettingsCheck {
    /** A renderer holds its source in one array. */
    private static final long MOST_BYTES = 1L << 30;

    private final PreviewSettings settings;

    PreviewSettingsCheck(PreviewSettings settings) {
        this.settings = settings;
    }

    void check(@Observes @Priority(1) StartupEvent start) {
        require(
                settings.lease().compareTo(settings.deadline()) > 0,
                "waybill.preview.lease must be longer than waybill.preview.deadline: others would begin what is still being made.");
        require(
                settings.maxImageBytes().asLongValue() <= MOST_BYTES
                        && settings.maxPdfBytes().asLongValue() <= MOST_BYTES,
                "waybill.preview.max-image-bytes and max-pdf-bytes are at most 1G: a renderer holds them whole.");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new ConfigurationException(sentence);
        }
    }
}

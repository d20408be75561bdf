package io.waybill.transfer.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Min;

/** How many uploads one owner may have that are not at an end. Those that live only as long as a request are not counted. */
@ApplicationScoped
class OpenUploadLimit {
    private final int perUser;
    private final Counter refusals;

    OpenUploadLimit(Settings settings, MeterRegistry meters) {
        perUser = settings.perUser();
        refusals = meters.counter("waybill.limited", "limit", "open-uploads", "by", "user");
    }

    /** The bound. */
    @ConfigMapping(prefix = "waybill.limits.open-uploads")
    interface Settings {
        /** How many uploads of one owner may be open at once; then {@code too_many_uploads}. 0 is no limit. */
        @WithDefault("10000")
        @Min(0)
        int perUser();
    }

    /** The most that an owner may have; null for any number. */
    Integer most() {
        return perUser == 0 ? null : perUser;
    }

    /** What the owner of so many hears. */
    WaybillException tooMany() {
        refusals.increment();
        return new WaybillException(
                        ErrorCode.TOO_MANY_UPLOADS,
                        "Finish or cancel one of your uploads (GET and DELETE /api/uploads), or wait until one expires.")
                .with("limit", perUser);
    }
}

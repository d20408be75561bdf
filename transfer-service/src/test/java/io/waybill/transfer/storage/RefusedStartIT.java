package io.waybill.transfer.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.kit.danger.RefuseDangers;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** What this service would say at its start if it were not that of a test. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class RefusedStartIT {
    @Inject
    RefuseDangers dangers;

    @Test
    void theDangersOfItsStoreAreAmongThem() {
        assertThatThrownBy(dangers::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WAYBILL_STORE is filesystem")
                .hasMessageContaining("WAYBILL_ACCEPTED_DANGERS=");
    }
}

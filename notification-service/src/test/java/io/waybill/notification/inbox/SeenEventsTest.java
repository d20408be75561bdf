package io.waybill.notification.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.EventType;
import org.junit.jupiter.api.Test;

class SeenEventsTest {
    private final SeenEvents seen = new SeenEvents(3);

    @Test
    void anEventThatComesAgainIsNotNew() {
        assertThat(seen.isNew(event("a", "u1", 1L))).isTrue();

        assertThat(seen.isNew(event("a", "u1", 1L))).isFalse();
        assertThat(seen.isNew(event("a", "u1", 2L))).isTrue();
    }

    @Test
    void theSameSequenceOfAnotherSubjectOrSourceIsNew() {
        seen.isNew(event("a", "u1", 1L));

        assertThat(seen.isNew(event("a", "u2", 1L))).isTrue();
        assertThat(seen.isNew(event("b", "u1", 1L))).isTrue();
    }

    @Test
    void anEventWithoutASequenceIsAlwaysNew() {
        assertThat(seen.isNew(event("a", "u1", null))).isTrue();
        assertThat(seen.isNew(event("a", "u1", null))).isTrue();
    }

    @Test
    void onlyTheNewestAreRemembered() {
        for (long sequence = 1; sequence <= 4; sequence++) {
            seen.isNew(event("a", "u1", sequence));
        }

        assertThat(seen.isNew(event("a", "u1", 4L))).isFalse();
        assertThat(seen.isNew(event("a", "u1", 1L))).isTrue();
    }

    private static CloudEvent event(String source, String subject, Long sequence) {
        return new CloudEvent("1.0", "id", source, EventType.UPLOAD_OPENED, subject, null, null, sequence, null);
    }
}

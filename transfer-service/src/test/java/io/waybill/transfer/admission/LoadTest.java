package io.waybill.transfer.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final long MIB = 1 << 20;

    private final Load load = new Load(4, 100 * MIB, 0.75);

    @Test
    void takesAsManyUploadsAsItsBound() {
        load.add(upload("alice", 1));
        load.add(upload("alice", 1));
        load.add(upload("bob", 1));
        assertThat(load.fits(upload("bob", 1))).isTrue();
        load.add(upload("bob", 1));

        assertThat(load.fits(upload("carol", 1))).isFalse();
        assertThat(load.uploads()).isEqualTo(4);
    }

    @Test
    void takesAsManyBytesAsItsBound() {
        load.add(upload("alice", 60 * MIB));

        assertThat(load.fits(upload("bob", 40 * MIB))).isTrue();
        assertThat(load.fits(upload("bob", 40 * MIB + 1))).isFalse();
    }

    @Test
    void whatIsLargerThanEverythingFitsWhereNothingElseIs() {
        Candidate huge = upload("alice", 1_000 * MIB);

        assertThat(load.fits(huge)).isTrue();
        assertThat(load.isWithinShare(huge)).isTrue();
        load.add(upload("bob", 1));
        assertThat(load.fits(huge)).isFalse();
    }

    @Test
    void oneOwnerLeavesRoomForAnother() {
        load.add(upload("alice", 1));
        load.add(upload("alice", 1));
        load.add(upload("alice", 1));

        assertThat(load.isWithinShare(upload("alice", 1))).isFalse();
        assertThat(load.isWithinShare(upload("bob", 1))).isTrue();
        assertThat(load.fits(upload("bob", 1))).isTrue();
    }

    @Test
    void oneOwnerLeavesBytesForAnother() {
        load.add(upload("alice", 50 * MIB));

        assertThat(load.isWithinShare(upload("alice", 30 * MIB))).isFalse();
        assertThat(load.isWithinShare(upload("bob", 30 * MIB))).isTrue();
    }

    @Test
    void aBoundOfOneIsNotSharedOut() {
        Load single = new Load(1, MIB, 0.5);

        assertThat(single.isWithinShare(upload("alice", 10))).isTrue();
    }

    @Test
    void theConnectionsOfOneUploadCountOnceAndTheirBytesEach() {
        Candidate part = new Candidate(UUID.randomUUID(), "alice", 5, 8 * MIB, false, true);
        load.add(part);
        load.add(part);
        load.add(upload("bob", 1));
        load.add(upload("bob", 1));
        load.add(upload("bob", 1));

        assertThat(load.uploads()).isEqualTo(4);
        assertThat(load.fits(part)).isTrue();
        assertThat(load.bytes()).isEqualTo(16 * MIB + 3);
    }

    @Test
    void whoTakesOverNeedsNoRoom() {
        Load single = new Load(1, MIB, 1);
        Candidate writer = upload("alice", MIB);
        single.add(writer);

        assertThat(single.fits(writer)).isTrue();
        assertThat(single.isWithinShare(writer)).isTrue();
    }

    @Test
    void whatEndsLeavesNothing() {
        Candidate part = new Candidate(UUID.randomUUID(), "alice", 5, 75 * MIB, false, true);
        load.add(part);
        load.add(part);

        load.remove(part);
        assertThat(load.uploads()).isOne();
        load.remove(part);

        assertThat(load.uploads()).isZero();
        assertThat(load.bytes()).isZero();
        assertThat(load.isWithinShare(upload("alice", 75 * MIB))).isTrue();
    }

    private static Candidate upload(String owner, long bytes) {
        return new Candidate(UUID.randomUUID(), owner, 5, bytes, true, true);
    }
}

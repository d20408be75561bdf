package io.waybill.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link ObjectStore} does, also on a bad day. A store that is known not to keep one of the promises says so in
 * {@link #lacks()}, by name and with the reason beside it; nothing is loosened for it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ObjectStoreContract {
    /** Promises that a stand-in for a store is known not to keep. */
    protected enum Promise {
        /** Parts are copied inside the store. */
        COPIES_PARTS,
        /** What is staged is listed. */
        LISTS_STAGINGS,
        /** A part after discard is refused. */
        DISCARD_ENDS_THE_STAGING,
        /** Of several assembles at once each is told of success. */
        CONCURRENT_ASSEMBLE
    }

    /** 5 MiB: the least size of a part that is not the last, in every store. */
    private static final int PART = (int) ObjectStore.MIN_PART_BYTES;

    protected Vertx vertx;

    protected abstract ObjectStore store();

    protected Set<Promise> lacks() {
        return Set.of();
    }

    /** Opens the store. */
    protected void open() throws Exception {}

    /** Closes the store. */
    protected void shut() throws Exception {}

    @BeforeAll
    void openStore() throws Exception {
        vertx = Vertx.vertx();
        open();
    }

    @AfterAll
    void shutStore() throws Exception {
        shut();
        done(vertx.close());
    }

    @Test
    void partsInAnyOrderAreOneObjectInTheOrderOfTheirNumbers() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes first = TestBytes.random(PART, 1);
        TestBytes second = TestBytes.random(PART + 17, 2);
        TestBytes last = TestBytes.random(3, 3);

        StoredPart three = done(store().putPart(staged, 3, last));
        StoredPart one = done(store().putPart(staged, 1, first));
        StoredPart two = done(store().putPart(staged, 2, second));
        assertThat(done(store().stat(staged.key()))).isEmpty();
        done(store().assemble(staged, List.of(one, two, three)));

        assertThat(done(store().stat(staged.key())).orElseThrow().sizeBytes()).isEqualTo(2L * PART + 20);
        assertThat(readAll(staged.key(), 2 * PART + 20)).isEqualTo(concat(first, second, last));
    }

    @Test
    void rangesAreExactAlsoAcrossTheBordersOfParts() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes first = TestBytes.random(PART, 4);
        TestBytes second = TestBytes.random(PART, 5);
        done(store().assemble(
                        staged,
                        List.of(done(store().putPart(staged, 1, first)), done(store().putPart(staged, 2, second)))));
        byte[] whole = concat(first, second);

        for (int[] range : new int[][] {
            {0, 1},
            {PART - 1, 1},
            {PART, 1},
            {PART - 1, 2},
            {PART - 300_000, 600_000},
            {2 * PART - 1, 1},
            {17, 2 * PART - 17}
        }) {
            byte[] read = read(staged.key(), range[0], range[1]);
            assertThat(read).isEqualTo(Arrays.copyOfRange(whole, range[0], range[0] + range[1]));
        }
        assertThat(read(staged.key(), 5, 0)).isEmpty();
        assertThat(read(staged.key(), 2L * PART, 0)).isEmpty();
    }

    @Test
    void aRangeOutsideTheObjectIsRefused() {
        String key = newKey();
        done(store().put(key, TestBytes.random(10, 6)));

        assertThat(codeOf(store().read(key, 5, 6))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(codeOf(store().read(key, -1, 1))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(codeOf(store().read(key, 1, Long.MAX_VALUE))).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void bytesThatDoNotMatchTheirDigestAreRefusedAndNothingIsKept() {
        StagedObject staged = done(store().stage(newKey()));
        String small = newKey();
        Sha256 wrong = TestBytes.random(10, 7).sha256();

        assertThat(codeOf(store().putPart(staged, 1, TestBytes.random(100, 8).promisedAs(wrong))))
                .isEqualTo(ErrorCode.CORRUPT);
        assertThat(codeOf(store().put(small, TestBytes.random(100, 8).promisedAs(wrong))))
                .isEqualTo(ErrorCode.CORRUPT);

        assertThat(done(store().stat(small))).isEmpty();
        assertThat(done(store().stat(staged.key()))).isEmpty();
    }

    @Test
    void aPartStoredAgainReplacesTheFirst() {
        StagedObject staged = done(store().stage(newKey()));
        done(store().putPart(staged, 1, TestBytes.random(100, 9)));
        TestBytes better = TestBytes.random(90, 10);
        StoredPart part = done(store().putPart(staged, 1, better));

        done(store().assemble(staged, List.of(part)));

        assertThat(readAll(staged.key(), 90)).isEqualTo(better.bytes());
    }

    @Test
    void theSamePartTwiceHasOneEtag() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes bytes = TestBytes.random(1000, 11);

        StoredPart once = done(store().putPart(staged, 7, bytes));
        StoredPart twice = done(store().putPart(staged, 7, bytes));

        assertThat(twice).isEqualTo(once);
        assertThat(once.etag()).doesNotContain("\"").hasSizeLessThanOrEqualTo(255);
        done(store().discard(staged));
    }

    @Test
    void aMissingPartIsRefusedAndNothingBecomesVisible() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes bytes = TestBytes.random(PART, 12);
        StoredPart one = done(store().putPart(staged, 1, bytes));
        StoredPart never = new StoredPart(2, PART, one.etag());

        assertThat(codeOf(store().assemble(staged, List.of(one, never)))).isEqualTo(ErrorCode.CORRUPT);
        assertThat(done(store().stat(staged.key()))).isEmpty();

        done(store().assemble(staged, List.of(one)));
        assertThat(readAll(staged.key(), PART)).isEqualTo(bytes.bytes());
    }

    @Test
    void onlyTheNamedPartsAreAssembled() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes wanted = TestBytes.random(PART, 13);
        TestBytes last = TestBytes.random(8, 14);
        StoredPart one = done(store().putPart(staged, 1, wanted));
        done(store().putPart(staged, 2, TestBytes.random(PART, 15)));
        StoredPart three = done(store().putPart(staged, 3, last));

        done(store().assemble(staged, List.of(one, three)));

        assertThat(readAll(staged.key(), PART + 8)).isEqualTo(concat(wanted, last));
    }

    @Test
    void assembleTwiceIsAssembleOnce() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes bytes = TestBytes.random(50, 16);
        List<StoredPart> parts = List.of(done(store().putPart(staged, 1, bytes)));

        done(store().assemble(staged, parts));
        done(store().assemble(staged, parts));

        assertThat(readAll(staged.key(), 50)).isEqualTo(bytes.bytes());
    }

    @Test
    void severalAssemblesAtOnceAllSucceed() {
        assumeKept(Promise.CONCURRENT_ASSEMBLE);
        for (int round = 0; round < 10; round++) {
            StagedObject staged = done(store().stage(newKey()));
            TestBytes bytes = TestBytes.random(1000, 17 + round);
            List<StoredPart> parts = List.of(done(store().putPart(staged, 1, bytes)));

            List<Future<Void>> racing = IntStream.range(0, 4)
                    .mapToObj(i -> store().assemble(staged, parts))
                    .toList();
            done(Future.all(racing));

            assertThat(readAll(staged.key(), 1000)).isEqualTo(bytes.bytes());
        }
    }

    @Test
    void ofSeveralAssemblesAtOnceTheObjectIsWhole() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes bytes = TestBytes.random(1000, 18);
        List<StoredPart> parts = List.of(done(store().putPart(staged, 1, bytes)));

        done(Future.join(IntStream.range(0, 4)
                        .mapToObj(i -> store().assemble(staged, parts))
                        .toList())
                .otherwiseEmpty());
        done(store().assemble(staged, parts));

        assertThat(readAll(staged.key(), 1000)).isEqualTo(bytes.bytes());
    }

    @Test
    void anotherObjectNeverReplacesAVisibleOne() {
        String key = newKey();
        TestBytes first = TestBytes.random(60, 30);
        done(store().put(key, first));
        StagedObject rival = done(store().stage(key));
        StoredPart part = done(store().putPart(rival, 1, TestBytes.random(61, 31)));

        assertThat(codeOf(store().assemble(rival, List.of(part)))).isEqualTo(ErrorCode.CORRUPT);
        assertThat(codeOf(store().put(key, TestBytes.random(60, 32)))).isEqualTo(ErrorCode.CORRUPT);
        assertThat(codeOf(store().put(key, TestBytes.of(new byte[0])))).isEqualTo(ErrorCode.CORRUPT);

        assertThat(readAll(key, 60)).isEqualTo(first.bytes());
        done(store().discard(rival));
    }

    @Test
    void puttingTheSameBytesAgainSucceeds() {
        String key = newKey();
        TestBytes bytes = TestBytes.random(70, 33);

        done(store().put(key, bytes));
        done(store().put(key, bytes));

        assertThat(readAll(key, 70)).isEqualTo(bytes.bytes());
    }

    @Test
    void anEmptyObjectIsAnObject() {
        String key = newKey();

        done(store().put(key, TestBytes.of(new byte[0])));

        assertThat(done(store().stat(key)).orElseThrow().sizeBytes()).isZero();
        assertThat(readAll(key, 0)).isEmpty();
    }

    @Test
    void discardMayBeRepeatedAndEndsTheStaging() {
        StagedObject staged = done(store().stage(newKey()));
        StoredPart part = done(store().putPart(staged, 1, TestBytes.random(20, 34)));

        done(store().discard(staged));
        done(store().discard(staged));

        assertThat(codeOf(store().assemble(staged, List.of(part)))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(done(store().stat(staged.key()))).isEmpty();
    }

    @Test
    void aPartAfterDiscardIsRefused() {
        assumeKept(Promise.DISCARD_ENDS_THE_STAGING);
        StagedObject staged = done(store().stage(newKey()));
        done(store().discard(staged));

        assertThat(codeOf(store().putPart(staged, 1, TestBytes.random(20, 34)))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void discardAfterAssembleLeavesTheObject() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes bytes = TestBytes.random(20, 35);
        done(store().assemble(staged, List.of(done(store().putPart(staged, 1, bytes)))));

        done(store().discard(staged));

        assertThat(readAll(staged.key(), 20)).isEqualTo(bytes.bytes());
    }

    @Test
    void deleteMayBeRepeated() {
        String key = newKey();
        done(store().put(key, TestBytes.random(5, 36)));
        StagedObject staged = done(store().stage(newKey()));
        done(store().assemble(staged, List.of(done(store().putPart(staged, 1, TestBytes.random(5, 37))))));

        for (String each : List.of(key, staged.key())) {
            done(store().delete(each));
            done(store().delete(each));
            assertThat(done(store().stat(each))).isEmpty();
            assertThat(codeOf(store().read(each, 0, 1))).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void partsAreCopiedFromVisibleObjects() {
        assumeKept(Promise.COPIES_PARTS);
        StagedObject source = done(store().stage(newKey()));
        TestBytes first = TestBytes.random(PART, 38);
        TestBytes second = TestBytes.random(PART, 39);
        done(store().assemble(
                        source,
                        List.of(done(store().putPart(source, 1, first)), done(store().putPart(source, 2, second)))));
        byte[] whole = concat(first, second);
        StagedObject staged = done(store().stage(newKey()));

        StoredPart one = done(store().copyPart(staged, 1, source.key(), 100, PART + 50L));
        StoredPart two = done(store().copyPart(staged, 2, source.key(), 0, 10));
        done(store().assemble(staged, List.of(one, two)));

        assertThat(one.sizeBytes()).isEqualTo(PART + 50L);
        assertThat(readAll(staged.key(), PART + 60))
                .isEqualTo(concat(
                        TestBytes.of(Arrays.copyOfRange(whole, 100, 150 + PART)),
                        TestBytes.of(Arrays.copyOfRange(whole, 0, 10))));
        assertThat(codeOf(store().copyPart(source, 1, newKey(), 0, 1))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void listsInOrderOfKeysPageByPage() {
        UUID upload = UUID.randomUUID();
        List<String> keys = new ArrayList<>();
        for (long offset : new long[] {0, 5, 10, 100, 1000}) {
            keys.add(StoreKeys.tail(upload, 1, offset));
            done(store().put(StoreKeys.tail(upload, 1, offset), TestBytes.random((int) offset, 40)));
        }
        keys.sort(null);

        List<StoredObject> firstPage = done(store().list(StoreKeys.tailsOf(upload), "", 3));
        List<StoredObject> secondPage = done(store().list(StoreKeys.tailsOf(upload), keys.get(2), 3));

        assertThat(firstPage).extracting(StoredObject::key).isEqualTo(keys.subList(0, 3));
        assertThat(secondPage).extracting(StoredObject::key).isEqualTo(keys.subList(3, 5));
        assertThat(secondPage).extracting(StoredObject::sizeBytes).allMatch(size -> size >= 0);
        assertThat(firstPage).extracting(StoredObject::modifiedAt).allSatisfy(at -> assertThat(at)
                .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(60)));
        assertThat(done(store().list(StoreKeys.tailsOf(upload), keys.get(4), 3)))
                .isEmpty();
        assertThat(done(store().list(StoreKeys.tailsOf(UUID.randomUUID()), "", 3)))
                .isEmpty();
    }

    @Test
    void listsOverAllKindsOfKeys() {
        String object = newKey();
        String tail = StoreKeys.tail(UUID.randomUUID(), 3, 4);
        done(store().put(object, TestBytes.random(1, 41)));
        done(store().put(tail, TestBytes.random(1, 42)));

        List<String> all = new ArrayList<>();
        List<StoredObject> page = done(store().list("", "", 7));
        while (!page.isEmpty()) {
            page.forEach(found -> all.add(found.key()));
            page = done(store().list("", all.get(all.size() - 1), 7));
        }

        assertThat(all).contains(object, tail).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void stagingsAreListedUntilTheyEnd() {
        assumeKept(Promise.LISTS_STAGINGS);
        StagedObject open = done(store().stage(newKey()));
        StagedObject done = done(store().stage(newKey()));
        done(store().assemble(done, List.of(done(store().putPart(done, 1, TestBytes.random(1, 43))))));

        assertThat(done(store().listStaged(open.key(), Instant.now().plusSeconds(60), 10)))
                .containsExactly(open);
        assertThat(done(store().listStaged(open.key(), Instant.now().minusSeconds(3600), 10)))
                .isEmpty();
        assertThat(done(store().listStaged(done.key(), Instant.now().plusSeconds(60), 10)))
                .isEmpty();

        done(store().discard(open));
        assertThat(done(store().listStaged(open.key(), Instant.now().plusSeconds(60), 10)))
                .isEmpty();
    }

    @Test
    void aReaderThatPausesGetsNothingUntilItResumesAndThenEverything() {
        StagedObject staged = done(store().stage(newKey()));
        TestBytes bytes = TestBytes.random(3 * PART, 44);
        done(store().assemble(staged, List.of(done(store().putPart(staged, 1, bytes)))));
        StoredBytes stream = done(store().read(staged.key(), 0, 3L * PART));
        List<Buffer> got = new CopyOnWriteArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        stream.endHandler(end -> ended.set(true)).handler(buffer -> {
            got.add(buffer);
            stream.pause();
        });

        assertThat(got).isEmpty();
        stream.fetch(1);
        await().until(() -> got.size() == 1);
        await().during(Duration.ofMillis(100)).until(() -> got.size() == 1 && !ended.get());
        await().until(() -> {
            stream.resume();
            return ended.get();
        });

        Buffer all = Buffer.buffer();
        got.forEach(all::appendBuffer);
        assertThat(all.getBytes()).isEqualTo(bytes.bytes());
    }

    @Test
    void aReaderThatStopsHearsNothingMore() {
        StagedObject staged = done(store().stage(newKey()));
        done(store().assemble(staged, List.of(done(store().putPart(staged, 1, TestBytes.random(3 * PART, 45))))));
        StoredBytes stream = done(store().read(staged.key(), 0, 3L * PART));
        List<Object> heard = new CopyOnWriteArrayList<>();
        stream.endHandler(end -> heard.add("end")).exceptionHandler(heard::add).handler(buffer -> {
            heard.add(buffer);
            stream.pause();
        });
        stream.fetch(1);
        await().until(() -> heard.size() == 1);

        done(stream.close());
        done(stream.close());
        stream.resume();

        await().during(Duration.ofMillis(100)).until(() -> heard.size() == 1);
    }

    @Test
    void aPartNumberOutsideTheLimitsIsRefused() {
        StagedObject staged = done(store().stage(newKey()));

        assertThat(codeOf(store().putPart(staged, 0, TestBytes.random(1, 46)))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(codeOf(store().putPart(staged, ObjectStore.MAX_PARTS + 1, TestBytes.random(1, 47))))
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(codeOf(store().assemble(staged, List.of()))).isEqualTo(ErrorCode.INTERNAL);
        StoredPart last = done(store().putPart(staged, ObjectStore.MAX_PARTS, TestBytes.random(1, 48)));
        done(store().assemble(staged, List.of(last)));
        assertThat(readAll(staged.key(), 1)).hasSize(1);
    }

    @Test
    void aKeyThatIsNotOneOfOursNeverReachesTheStore() {
        for (String hostile : List.of(
                "",
                "../etc/passwd",
                "o/../../x",
                "/o/aa/x",
                "o/aa/" + UUID.randomUUID() + "/x",
                "o/AA/" + UUID.randomUUID())) {
            assertThat(codeOf(store().stage(hostile))).isEqualTo(ErrorCode.INTERNAL);
            assertThat(codeOf(store().put(hostile, TestBytes.random(1, 49)))).isEqualTo(ErrorCode.INTERNAL);
            assertThat(codeOf(store().read(hostile, 0, 1))).isEqualTo(ErrorCode.INTERNAL);
            assertThat(codeOf(store().delete(hostile))).isEqualTo(ErrorCode.INTERNAL);
        }
        assertThat(codeOf(store().list("../", "", 10))).isEqualTo(ErrorCode.INTERNAL);
    }

    protected static String newKey() {
        return StoreKeys.object(UUID.randomUUID());
    }

    protected byte[] readAll(String key, int sizeBytes) {
        return read(key, 0, sizeBytes);
    }

    protected byte[] read(String key, long offset, long length) {
        return done(store().read(key, offset, length).compose(Collected::from));
    }

    protected static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (InterruptedException | TimeoutException stuck) {
            throw new AssertionError(stuck);
        }
    }

    protected static ErrorCode codeOf(Future<?> future) {
        Throwable failure = catchThrowable(() -> done(future));
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.getCause()).isInstanceOf(WaybillException.class);
        return ((WaybillException) failure.getCause()).code();
    }

    private void assumeKept(Promise promise) {
        assumeTrue(!lacks().contains(promise), () -> "this stand-in is known to lack " + promise);
    }

    private static byte[] concat(TestBytes... all) {
        Buffer whole = Buffer.buffer();
        for (TestBytes each : all) {
            whole.appendBytes(each.bytes());
        }
        return whole.getBytes();
    }
}

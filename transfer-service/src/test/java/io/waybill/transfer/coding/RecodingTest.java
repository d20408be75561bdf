package io.waybill.transfer.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.testing.TransferClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecodingTest {
    private static final byte[] CONTENT = content();

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 1 << 20})
    void gzipIsUndoneHoweverItIsCut(int pieceBytes) throws IOException {
        assertThat(recode(new GzipDecoder(), gzip(CONTENT), pieceBytes)).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 1 << 20})
    void zstdIsUndoneHoweverItIsCut(int pieceBytes) {
        assertThat(recode(new ZstdDecoder(), Zstd.compress(CONTENT), pieceBytes))
                .isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 1 << 20})
    void severalMembersAndFramesAreOneContent(int pieceBytes) throws IOException {
        byte[] twice = join(CONTENT, CONTENT);

        assertThat(recode(new GzipDecoder(), join(gzip(CONTENT), gzip(CONTENT)), pieceBytes))
                .isEqualTo(twice);
        assertThat(recode(new ZstdDecoder(), join(Zstd.compress(CONTENT), Zstd.compress(CONTENT)), pieceBytes))
                .isEqualTo(twice);
    }

    @Test
    void aGzipHeaderMayHoldEverythingItCan() throws IOException {
        byte[] plain = gzip(CONTENT);
        byte[] head = {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0};
        byte[] fields = {3, 0, 'x', 'y', 'z', 'n', 'a', 'm', 'e', 0, 'c', 0, 1, 2};

        byte[] full = join(join(head, fields), Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(recode(new GzipDecoder(), full, 3)).isEqualTo(CONTENT);
    }

    @Test
    void whatEndsEarlyIsBroken() throws IOException {
        byte[] gzip = gzip(CONTENT);
        byte[] zstd = Zstd.compress(CONTENT);

        for (int cut : new int[] {0, 5, 10, 100, 1, 8, 9}) {
            assertMalformed(new GzipDecoder(), Arrays.copyOf(gzip, cut < 9 ? gzip.length - 1 - cut : cut));
        }
        for (int length : new int[] {0, 3, 20, zstd.length - 1}) {
            assertMalformed(new ZstdDecoder(), Arrays.copyOf(zstd, length));
        }
    }

    @Test
    void aFlippedBitIsFound() throws IOException {
        byte[] gzip = gzip(CONTENT);
        gzip[gzip.length - 6] ^= 1;
        byte[] zstd = checkedZstd();
        zstd[zstd.length - 2] ^= 1;

        assertMalformed(new GzipDecoder(), gzip);
        assertMalformed(new ZstdDecoder(), zstd);
        assertMalformed(new GzipDecoder(), zstd);
        assertMalformed(new ZstdDecoder(), gzip);
        assertMalformed(new GzipDecoder(), join(gzip(CONTENT), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    }

    @Test
    void aZstdWindowBeyondEightMebibytesIsRefused() {
        byte[] wide;
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(1).setWindowLog(27).setContentSize(false);
            wide = context.compress(new byte[16 << 20]);
        }

        assertMalformed(new ZstdDecoder(), wide);
    }

    @Test
    void whatIsMadeIsWhatOthersRead() throws IOException {
        byte[] gzip = recode(new GzipEncoder(), CONTENT, 1000);
        byte[] zstd = recode(new ZstdEncoder(), CONTENT, 1000);

        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
                .isEqualTo(CONTENT);
        assertThat(recode(new ZstdDecoder(), zstd, 1000)).isEqualTo(CONTENT);
        assertThat(gzip.length).isLessThan(CONTENT.length);
        assertThat(zstd.length).isLessThan(CONTENT.length);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(recode(new GzipEncoder(), new byte[0], 1))))
                .isEmpty();
        assertThat(recode(new ZstdDecoder(), recode(new ZstdEncoder(), new byte[0], 1), 1))
                .isEmpty();
    }

    @Test
    void aBombIsStoppedByItsRatioAndNoPieceIsLarge() throws IOException {
        byte[] bomb = gzip(new byte[64 << 20]);

        assertThatThrownBy(() -> recode(new GuardedDecoder(new GzipDecoder(), 200, null), bomb, 1 << 20))
                .isInstanceOfSatisfying(WaybillException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.COMPRESSION_RATIO));
        assertThat(recode(new GuardedDecoder(new GzipDecoder(), 2000, null), bomb, 1 << 20))
                .hasSize(64 << 20);
    }

    private static void assertMalformed(Recoding decoder, byte[] input) {
        assertThatThrownBy(() -> recode(decoder, input, 1 << 20))
                .isInstanceOfSatisfying(WaybillException.class, broken -> assertThat(broken.code())
                        .isEqualTo(ErrorCode.MALFORMED_ENCODING));
    }

    private static byte[] recode(Recoding recoding, byte[] input, int pieceBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (recoding) {
            for (int at = 0; at < input.length; at += pieceBytes) {
                recoding.feed(Buffer.buffer(Arrays.copyOfRange(input, at, Math.min(input.length, at + pieceBytes))));
                drain(recoding, out);
            }
            recoding.end();
            drain(recoding, out);
        }
        return out.toByteArray();
    }

    private static void drain(Recoding recoding, ByteArrayOutputStream out) {
        for (Buffer piece = recoding.next(); piece != null; piece = recoding.next()) {
            assertThat(piece.length()).isBetween(1, Recoding.PIECE_BYTES);
            out.writeBytes(piece.getBytes());
        }
    }

    private static byte[] checkedZstd() {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            return context.setChecksum(true).compress(CONTENT);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] content() {
        return join(
                TransferClient.bytes(100_000, 3),
                "to be or not to be, ".repeat(20_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}

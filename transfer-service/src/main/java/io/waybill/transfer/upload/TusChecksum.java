package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.http.RequestTrailers;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.integrity.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The checksum over the bytes of one request, promised before them (tus 1.0.0 checksum) or after them (checksum-trailer).
 *
 * <p>Which algorithm a trailer will name is not known before the last byte: all of them are computed then.
 */
final class TusChecksum implements ByteCheck {
    private final Map<ChecksumAlgorithm, ChecksumAlgorithm.Running> running = new EnumMap<>(ChecksumAlgorithm.class);
    private final Supplier<Promise> promise;

    private TusChecksum(Iterable<ChecksumAlgorithm> algorithms, Supplier<Promise> promise) {
        algorithms.forEach(algorithm -> running.put(algorithm, algorithm.start()));
        this.promise = promise;
    }

    /**
     * The check that a request asks for; null when it asks for none.
     *
     * @param field the value of {@code Upload-Checksum} in its head, or null
     * @throws WaybillException {@code unsupported_digest}, {@code malformed_request}
     */
    static TusChecksum of(String field, RequestTrailers trailers) {
        boolean comesLater = trailers.announced().contains(TusFields.CHECKSUM.toLowerCase(Locale.ROOT));
        if (comesLater && field != null) {
            throw Fields.malformed("Send one Upload-Checksum: before the bytes, or as a trailer.");
        }
        if (comesLater) {
            return new TusChecksum(
                    Arrays.asList(ChecksumAlgorithm.values()), () -> trailing(trailers.get(TusFields.CHECKSUM)));
        }
        return field == null ? null : of(field);
    }

    /** The check of a promise that is known. */
    static TusChecksum of(String field) {
        Promise promise = Promise.parse(field);
        return new TusChecksum(Arrays.asList(promise.algorithm()), () -> promise);
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes that saves the copy through the heap.
    public void update(Buffer bytes) {
        for (ByteBuffer piece : bytes.getByteBuf().nioBuffers()) {
            running.values().forEach(checksum -> checksum.update(piece.duplicate()));
        }
    }

    @Override
    public void verify() {
        Promise promised = promise.get();
        String actual = encode(running.get(promised.algorithm()).finish());
        if (!actual.equals(promised.base64())) {
            throw new WaybillException(
                            ErrorCode.CHECKSUM_MISMATCH,
                            "These bytes do not have the promised checksum. None of them was kept: send them again.")
                    .with("expected", promised.base64())
                    .with("actual", actual);
        }
    }

    private static String encode(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static Promise trailing(String field) {
        if (field == null) {
            throw Fields.malformed("The request announced the trailer Upload-Checksum, and did not send it. None of its"
                    + " bytes was kept.");
        }
        return Promise.parse(field);
    }

    /** What {@code Upload-Checksum} says. */
    private record Promise(ChecksumAlgorithm algorithm, String base64) {
        static Promise parse(String field) {
            String[] words = field.strip().split(" +", -1);
            if (words.length != 2) {
                throw Fields.malformed("Upload-Checksum is 'algorithm base64'.");
            }
            ChecksumAlgorithm algorithm = ChecksumAlgorithm.of(words[0])
                    .orElseThrow(() -> new WaybillException(
                            ErrorCode.UNSUPPORTED_DIGEST,
                            "The checksum algorithms are " + ChecksumAlgorithm.names() + "."));
            byte[] value = decode(words[1]);
            if (value.length != algorithm.lengthBytes()) {
                throw Fields.malformed("The checksum does not have the length that its algorithm gives.");
            }
            return new Promise(algorithm, encode(value));
        }

        private static byte[] decode(String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException notBase64) {
                throw Fields.malformed("The checksum is not base64.");
            }
        }
    }
}

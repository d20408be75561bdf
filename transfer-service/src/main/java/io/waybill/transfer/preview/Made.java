package io.waybill.transfer.preview;

import io.waybill.contracts.Sha256;
import io.waybill.transfer.preview.render.Picture;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StoreKeys;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * A product with its bytes, on its way to the store: at most a few hundred KiB as a rule, 8 MiB at worst.
 *
 * @param product what it is
 * @param bytes not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Made(Product product, byte[] bytes) implements PartBytes {
    static Made of(Picture picture, MessageDigest digest) {
        byte[] bytes = picture.bytes();
        return new Made(
                new Product(
                        StoreKeys.newPreview(),
                        picture.side(),
                        picture.mediaType(),
                        picture.width(),
                        picture.height(),
                        bytes.length,
                        Sha256.of(digest.digest(bytes)),
                        false),
                bytes);
    }

    static Made of(byte[] text, boolean truncated, MessageDigest digest) {
        return new Made(
                new Product(
                        StoreKeys.newPreview(),
                        Product.TEXT,
                        "text/plain; charset=utf-8",
                        0,
                        0,
                        text.length,
                        Sha256.of(digest.digest(text)),
                        truncated),
                text);
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public Sha256 sha256() {
        return product.sha256();
    }

    @Override
    public List<ByteBuffer> buffers() {
        return List.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }

    @Override
    public boolean isDigestPromised() {
        return false;
    }
}

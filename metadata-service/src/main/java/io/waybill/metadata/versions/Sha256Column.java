package io.waybill.metadata.versions;

import io.waybill.contracts.Sha256;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Keeps a digest as its 32 bytes. */
@Converter
public class Sha256Column implements AttributeConverter<Sha256, byte[]> {
    @Override
    public byte[] convertToDatabaseColumn(Sha256 digest) {
        return digest == null ? null : digest.bytes();
    }

    @Override
    public Sha256 convertToEntityAttribute(byte[] bytes) {
        return bytes == null ? null : Sha256.of(bytes);
    }
}

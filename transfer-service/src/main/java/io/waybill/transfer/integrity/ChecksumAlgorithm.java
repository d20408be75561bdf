package io.waybill.transfer.integrity;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/** The checksums that bytes can be promised with (tus 1.0.0 checksum), in the order in which they are listed. */
public enum ChecksumAlgorithm {
    /** The one that every tus server has. */
    SHA1("SHA-1", 20),
    SHA256("SHA-256", 32),
    SHA512("SHA-512", 64),
    MD5("MD5", 16),
    /** Castagnoli's, most significant byte first (RFC 3385). */
    CRC32C(null, Integer.BYTES);

    private final String javaName;
    private final int lengthBytes;

    ChecksumAlgorithm(String javaName, int lengthBytes) {
        this.javaName = javaName;
        this.lengthBytes = lengthBytes;
    }

    /** The algorithm of this name, in whatever case. */
    public static Optional<ChecksumAlgorithm> of(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.protocolName().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** All names, separated by commas. */
    public static String names() {
        return Arrays.stream(values()).map(ChecksumAlgorithm::protocolName).collect(Collectors.joining(","));
    }

    /** Its name in protocols: lower case. */
    public String protocolName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How long its checksums are, in bytes. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** A checksum over no bytes yet. */
    public Running start() {
        return javaName == null ? new RunningCrc() : new RunningDigest(digest(javaName));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** A checksum that grows. For one thread at a time. */
    public sealed interface Running {
        /** Adds all remaining bytes. */
        void update(ByteBuffer bytes);

        /** The checksum of all bytes; nothing can be added afterwards. */
        byte[] finish();
    }

    private record RunningDigest(MessageDigest digest) implements Running {
        @Override
        public void update(ByteBuffer bytes) {
            digest.update(bytes);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }
    }

    private record RunningCrc(CRC32C crc) implements Running {
        RunningCrc() {
            this(new CRC32C());
        }

        @Override
        public void update(ByteBuffer bytes) {
            crc.update(bytes);
        }

        @Override
        public byte[] finish() {
            return ByteBuffer.allocate(Integer.BYTES)
                    .putInt((int) crc.getValue())
                    .array();
        }
    }
}

package io.waybill.transfer.integrity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bouncycastle.crypto.SavableDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jboss.logging.Logger;

/** Who computes a resumable SHA-256, and how its private state is read and written. */
enum Sha256Engine {
    /** BouncyCastle's native digest: 1.7 GiB/s, but its state is a C structure, known here for x86-64 only. */
    NATIVE {
        @Override
        SavableDigest start() {
            return SHA256Digest.newInstance();
        }

        @Override
        Sha256State save(SavableDigest digest) {
            ByteBuffer in = ByteBuffer.wrap(digest.getEncodedState()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] pending = new byte[(int) in.getLong(NATIVE_PENDING_SIZE)];
            in.get(NATIVE_PENDING, pending);
            int[] words = new int[Sha256State.WORDS];
            for (int i = 0; i < words.length; i++) {
                words[NATIVE_WORD_ORDER[i]] = in.getInt(NATIVE_WORDS + i * Integer.BYTES);
            }
            return new Sha256State(in.getLong(NATIVE_SIZE), words, pending);
        }

        @Override
        SavableDigest restore(Sha256State state) {
            byte[] encoded = start().getEncodedState();
            ByteBuffer out = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
            out.putLong(NATIVE_PENDING_SIZE, state.pending().length);
            out.put(NATIVE_PENDING, state.pending());
            out.putLong(NATIVE_SIZE, state.sizeBytes());
            for (int i = 0; i < Sha256State.WORDS; i++) {
                out.putInt(NATIVE_WORDS + i * Integer.BYTES, state.words()[NATIVE_WORD_ORDER[i]]);
            }
            return SHA256Digest.newInstance(encoded, 0);
        }
    },

    /** BouncyCastle's pure Java digest: a tenth of the speed, everywhere. */
    JAVA {
        @Override
        SavableDigest start() {
            return new SHA256Digest();
        }

        @Override
        Sha256State save(SavableDigest digest) {
            byte[] encoded = digest.getEncodedState();
            ByteBuffer in = ByteBuffer.wrap(encoded);
            int wordBytes = in.getInt(JAVA_WORD_SIZE);
            long sizeBytes = in.getLong(JAVA_SIZE);
            int[] words = new int[Sha256State.WORDS];
            for (int i = 0; i < words.length; i++) {
                words[i] = in.getInt(JAVA_WORDS + i * Integer.BYTES);
            }
            int fullWords = in.getInt(JAVA_PENDING_WORDS);
            byte[] pending = new byte[fullWords * Integer.BYTES + wordBytes];
            in.get(JAVA_PENDING, pending, 0, fullWords * Integer.BYTES);
            System.arraycopy(encoded, 0, pending, fullWords * Integer.BYTES, wordBytes);
            return new Sha256State(sizeBytes, words, pending);
        }

        @Override
        SavableDigest restore(Sha256State state) {
            byte[] pending = state.pending();
            int wordBytes = pending.length % Integer.BYTES;
            int fullBytes = pending.length - wordBytes;
            byte[] fresh = start().getEncodedState();
            ByteBuffer out = ByteBuffer.allocate(JAVA_PENDING + fullBytes + 1);
            out.put(pending, fullBytes, wordBytes).position(JAVA_WORD_SIZE);
            out.putInt(wordBytes).putLong(state.sizeBytes());
            for (int word : state.words()) {
                out.putInt(word);
            }
            out.putInt(fullBytes / Integer.BYTES).put(pending, 0, fullBytes).put(fresh[fresh.length - 1]);
            return new SHA256Digest(out.array());
        }
    };

    private static final int NATIVE_PENDING_SIZE = 8;
    private static final int NATIVE_PENDING = 16;
    private static final int NATIVE_SIZE = 80;
    private static final int NATIVE_WORDS = 128;
    /** The words f, e, b, a, h, g, d, c: the order in which the SHA instructions of x86-64 want them. */
    private static final int[] NATIVE_WORD_ORDER = {5, 4, 1, 0, 7, 6, 3, 2};

    private static final int JAVA_WORD_SIZE = 4;
    private static final int JAVA_SIZE = 8;
    private static final int JAVA_WORDS = 16;
    private static final int JAVA_PENDING_WORDS = 48;
    private static final int JAVA_PENDING = 52;

    /** The fastest engine whose states prove readable on this machine. */
    static final Sha256Engine CURRENT = fastestThatWorks();

    abstract SavableDigest start();

    abstract Sha256State save(SavableDigest digest);

    abstract SavableDigest restore(Sha256State state);

    /** Whether states travel from this engine to the pure Java one and back, at every kind of cut. */
    boolean works() {
        byte[] bytes = new byte[3 * Sha256State.BLOCK_BYTES + 7];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (31 * i + 7);
        }
        byte[] expected = Sha256Digests.start().digest(bytes);
        try {
            for (int cut = 0; cut <= bytes.length; cut++) {
                if (!Arrays.equals(expected, handOver(this, JAVA, bytes, cut))
                        || !Arrays.equals(expected, handOver(JAVA, this, bytes, cut))) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException unknownStructure) {
            return false;
        }
    }

    private static byte[] handOver(Sha256Engine first, Sha256Engine second, byte[] bytes, int cut) {
        SavableDigest before = first.start();
        before.update(bytes, 0, cut);
        SavableDigest after =
                second.restore(Sha256State.decode(first.save(before).encode()));
        after.update(bytes, cut, bytes.length - cut);
        byte[] digest = new byte[32];
        after.doFinal(digest, 0);
        return digest;
    }

    private static Sha256Engine fastestThatWorks() {
        if (NATIVE.works()) {
            return NATIVE;
        }
        Logger.getLogger(Sha256Engine.class)
                .info(
                        "BouncyCastle's native SHA-256 is not usable here: whole-file digests are computed in pure Java, slower");
        return JAVA;
    }
}

package io.waybill.stack;

import io.waybill.stack.part.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The key that the receipts of one home are signed with: a PEM file with both halves, for its owner alone to read. */
public final class ReceiptKeyFile {
    private ReceiptKeyFile() {}

    /** {@code file}, with a new key in it unless there is one. */
    public static Path in(Path file) {
        if (!Files.exists(file)) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                KeyPair pair = generator.generateKeyPair();
                Secrets.writePrivately(
                        file,
                        pem("PRIVATE", pair.getPrivate().getEncoded())
                                + pem("PUBLIC", pair.getPublic().getEncoded()));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }
        return file;
    }

    private static String pem(String half, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + half + " KEY-----\n" + base64 + "\n-----END " + half + " KEY-----\n";
    }
}

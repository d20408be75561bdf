package io.waybill.metadata.receipts;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key pair that this replica signs receipts with (ES256: RFC 7518 §3.4).
 *
 * @param publicKey what they are checked with
 * @param privateKey what they are signed with
 */
record ReceiptKey(ECPublicKey publicKey, PrivateKey privateKey) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");
    private static final int P256_BITS = 256;

    /**
     * Reads it.
     *
     * @throws IllegalStateException with a sentence for the operator when {@code file} holds no such pair
     */
    static ReceiptKey in(Path file) {
        try {
            String pem = Files.readString(file);
            ReceiptKey key = new ReceiptKey(
                    publicKey(section(pem, "PUBLIC")),
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(section(pem, "PRIVATE"))));
            key.requirePair();
            return key;
        } catch (IOException | GeneralSecurityException | ClassCastException | IllegalArgumentException unusable) {
            throw new IllegalStateException(
                    "WAYBILL_RECEIPTS_KEY_FILE: " + file
                            + " holds no EC P-256 key pair, a PRIVATE KEY (PKCS#8) and its PUBLIC KEY.",
                    unusable);
        }
    }

    /** Reads a public key; fails when it is none of P-256. */
    static ECPublicKey publicKey(byte[] x509) throws GeneralSecurityException {
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(x509));
    }

    /** The name that follows from the key itself (RFC 7638). */
    String id() {
        return new PublishedKey(publicKey).id();
    }

    /** 64 bytes. */
    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(privateKey);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("A key that has signed before signs no more.", impossible);
        }
    }

    private void requirePair() throws GeneralSecurityException {
        byte[] text = "a receipt".getBytes(StandardCharsets.UTF_8);
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(publicKey);
        check.update(text);
        BigInteger order = publicKey.getParams().getOrder();
        if (order.bitLength() != P256_BITS || !check.verify(sign(text))) {
            throw new GeneralSecurityException("The halves do not belong together.");
        }
    }

    private static byte[] section(String pem, String name) {
        Matcher sections = PEM.matcher(pem);
        while (sections.find()) {
            if (sections.group(1).equals(name)) {
                return Base64.getMimeDecoder().decode(sections.group(2));
            }
        }
        throw new IllegalArgumentException("no " + name + " KEY");
    }
}
